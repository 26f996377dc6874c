package io.kmig.cli;

import io.kmig.cli.command.Context;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives commands their context through the constructor. */
final class ContextFactory implements IFactory {
    private final Context context;
    private final IFactory plain = CommandLine.defaultFactory();

    ContextFactory(Context context) {
        this.context = context;
    }

    @Override
    public <K> K create(Class<K> cls) throws Exception {
        for (Constructor<?> constructor : cls.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Context.class) {
                constructor.setAccessible(true);
                return cls.cast(constructor.newInstance(context));
            }
        }
        return plain.create(cls);
    }
}
