package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.io.Serial;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Team;

/// Threads that call libtorch beside each other, for the same work again and again. They stay:
/// memory that a thread of libtorch has freed is used again by that thread alone.
///
/// @param torch that is called
/// @param team the threads
record TorchTeam(Libtorch torch, Team team) implements AutoCloseable {
    static TorchTeam of(Libtorch torch, int threads) {
        return new TorchTeam(torch, new Team(threads));
    }

    /// A piece of work.
    @FunctionalInterface
    interface Piece {
        void run(int piece) throws CancelledException;
    }

    /// A cancellation on its way through code that throws none.
    private static final class Cancelled extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;
        private final transient CancelledException thrown;

        Cancelled(CancelledException thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }

    /// Does pieces 0 to `pieces` − 1, and returns when all are done.
    ///
    /// @throws Failure if libtorch fails
    void run(int pieces, Cancellation cancellation, Piece piece)
            throws Failure, CancelledException {
        int each = Math.max(1, team.size() / Math.min(pieces, team.size()));
        try {
            team.run(
                    pieces,
                    number -> {
                        try {
                            cancellation.check();
                            torch.threads(each);
                            piece.run(number);
                        } catch (CancelledException e) {
                            throw new Cancelled(e);
                        }
                    });
        } catch (Cancelled e) {
            throw e.thrown;
        } catch (EngineException e) {
            throw TorchFailures.of(e, TorchPlace.PROCESSOR);
        }
    }

    int size() {
        return team.size();
    }

    @Override
    public void close() {
        team.close();
    }
}
