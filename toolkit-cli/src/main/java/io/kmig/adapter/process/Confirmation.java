package io.kmig.adapter.process;

/** Asks a person whether something was done by hand. */
public interface Confirmation {
    /** True only on a clear yes; false when there is nobody to ask. */
    boolean confirm(String instruction);
}
