package io.sallyport.webhook.judging;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where judging happens, so that the event loop only reads and writes bytes: a fixed number of platform threads, since judging
 * is computing, and a bounded line before them.
 */
public final class JudgeThreads implements AutoCloseable {

    /** Something to be judged. */
    public interface Case {

        /** Does it, on one of the threads. */
        void judge();

        /** There is no place for it; told on the thread that asks for one. */
        void leave();
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(JudgeThreads.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final FairLine<Case> line;
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /**
     * @param threads how many are judged at a time
     * @param waiting how many more may wait
     */
    public JudgeThreads(int threads, int waiting) {
        line = new FairLine<>(waiting);
        for (int i = 1; i <= threads; i++) {
            this.threads.add(Thread.ofPlatform().daemon().name("judge-" + i).start(this::run));
        }
    }

    /** Has it judged when it is its peer's turn; when there are too many, one is told at once to {@link Case#leave}. */
    public void submit(String peer, Case newcomer) {
        Optional<Case> leaves;
        lock.lock();
        try {
            leaves = line.add(peer, newcomer);
            more.signal();
        } finally {
            lock.unlock();
        }
        leaves.ifPresent(Case::leave);
    }

    /** How many wait; from any thread. */
    public int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads once they are done with what they have begun. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Optional<Case> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().judge();
            } catch (RuntimeException | Error e) {
                LOGGER.atError().setCause(e).log("A judge's thread goes on after an error");
            }
        }
    }

    /** Waits for one; empty at the end. */
    private Optional<Case> next() {
        lock.lock();
        try {
            Optional<Case> next = line.next();
            while (next.isEmpty() && !closed) {
                more.awaitUninterruptibly();
                next = line.next();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
