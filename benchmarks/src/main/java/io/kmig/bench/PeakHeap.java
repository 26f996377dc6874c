package io.kmig.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most that this process's heap ever held since it was reset, garbage that was not collected yet included. */
final class PeakHeap {
    private static final double MEGABYTE = 1 << 20;

    private PeakHeap() {}

    static void reset() {
        System.gc();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Pools may peak at different moments, so it may be less. */
    static double megabytes() {
        return pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MEGABYTE;
    }

    /** What -Xmx allows. */
    static double limitMegabytes() {
        return Runtime.getRuntime().maxMemory() / MEGABYTE;
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
