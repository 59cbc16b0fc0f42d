package io.sallyport.cost;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What something costs the thread that does it. Neither depends on what else the machine does.
 *
 * @param bytes allocated
 * @param nanos of a processor
 */
record Cost(long bytes, long nanos) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final Cost NONE = new Cost(0, 0);

    /** Of doing it once, on this thread. */
    static Cost of(Supplier<?> work) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        work.get();
        return new Cost(
                THREADS.getCurrentThreadAllocatedBytes() - bytes, THREADS.getCurrentThreadCpuTime() - nanos);
    }

    /** The least of several times, since a compiler that starts and a cache that is cold are no cost of the work. */
    static Cost leastOf(int times, Supplier<?> work) {
        Cost least = of(work);
        for (int i = 1; i < times; i++) {
            Cost next = of(work);
            least = new Cost(Math.min(least.bytes, next.bytes), Math.min(least.nanos, next.nanos));
        }
        return least;
    }

    double mebibytes() {
        return bytes / 1048576.0;
    }

    double milliseconds() {
        return nanos / 1e6;
    }

    /** How much of what a judgement may cost: 1 for all of it. */
    double share() {
        return Math.max(mebibytes() / 32, milliseconds() / 100);
    }
}
