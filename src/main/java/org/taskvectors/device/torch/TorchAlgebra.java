package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.Panel;

/// Products on one of libtorch's devices. A matrix goes there piece by piece, some of its rows
/// each, and stays there for the next product with it if it fits; else every product sends it anew.
///
/// Products of floats are summed over runs of 256 terms in float32 and beyond in float64, as the
/// processor does it. A GPU may round the factors of a float32 product to ten bits where its
/// libraries were told to (TF32, which a variable of the environment can turn on): so the first
/// product is a trial with factors that need more bits, and where it is not exact all products are
/// in float64, which no library shortens.
final class TorchAlgebra implements Algebra {
    /// Terms that are summed in float32.
    private static final int RUN = 256;

    /// Elements of a piece, unless the device's memory is small.
    private static final long PIECE = 1 << 23;

    /// Bytes of the device for an element of a piece that does not stay: as it comes, and what is
    /// made of it in float64.
    private static final int PIECE_BYTES = 32;

    /// Sides of the trial's factors.
    private static final long TRIAL = 256;

    private final Libtorch torch;
    private final TorchPlace place;
    private final long budget;
    private final int threads;
    private final Cancellation cancellation;
    private OptionalInt dtype;
    private @Nullable Working working;

    /// The matrix whose rows are on the device.
    private record Held(Matrix matrix, List<NDArray> pieces, Tensors memory) {
        @SuppressWarnings("ReferenceEquality") // another matrix may hold the same numbers by now
        boolean isOf(Matrix other) {
            return matrix == other;
        }
    }

    /// What is open between two products.
    private final class Working {
        private final Script script = Script.of(ProductScript.TEXT, place);
        private final HostPanel host = new HostPanel(threads, cancellation);
        private @Nullable Held held;

        void close() {
            letGo();
            host.close();
            script.close();
        }

        void letGo() {
            if (held != null) {
                held.memory().close();
                held = null;
            }
        }
    }

    /// What is done with each piece of a matrix.
    @FunctionalInterface
    private interface Step {
        /// @param first the piece's first row
        void take(NDArray piece, int first, int rows) throws IOException, CancelledException;
    }

    /// What is done on the device.
    @FunctionalInterface
    private interface Work<T> {
        T with(Working working, ProductCalls calls) throws IOException, CancelledException;
    }

    /// @param budget how many bytes of the device may be taken
    /// @param threads how many of the processor's threads may work for it
    TorchAlgebra(
            Libtorch torch, TorchPlace place, long budget, int threads, Cancellation cancellation) {
        this(torch, place, budget, threads, OptionalInt.empty(), cancellation);
    }

    /// @param dtype of runs of products of floats; empty where a trial decides
    TorchAlgebra(
            Libtorch torch,
            TorchPlace place,
            long budget,
            int threads,
            OptionalInt dtype,
            Cancellation cancellation) {
        this.torch = torch;
        this.place = place;
        this.budget = budget;
        this.threads = threads;
        this.dtype = dtype;
        this.cancellation = cancellation;
    }

    private <T> T run(Work<T> work) throws IOException, CancelledException {
        cancellation.check();
        torch.threads(threads);
        try (Tensors memory = torch.tensors()) {
            if (working == null) {
                working = new Working();
            }
            return work.with(working, new ProductCalls(working.script, memory));
        } catch (EngineException e) {
            // A device that failed may have room again for who comes next.
            close();
            throw TorchFailures.of(e, place);
        }
    }

    private int dtype(ProductCalls calls) {
        if (dtype.isEmpty()) {
            dtype =
                    OptionalInt.of(
                            calls.isExact(TRIAL) ? ProductScript.FLOAT32 : ProductScript.FLOAT64);
        }
        return dtype.getAsInt();
    }

    private int rowsOfPiece(int rows, int columns) {
        long most = Math.clamp(Math.min(PIECE, budget / 4 / PIECE_BYTES) / columns, 1, rows);
        return (int) (most < RUN || most == rows ? most : most / RUN * RUN);
    }

    /// Goes over the rows of a matrix, which are kept on the device if they fit.
    private void pieces(Matrix a, Working working, Step step)
            throws IOException, CancelledException {
        boolean stays = Tensors.bytes((long) a.rows() * a.columns()) <= budget / 2;
        Held held = working.held;
        if (held == null || !held.isOf(a)) {
            working.letGo();
            held = new Held(a, new ArrayList<>(), torch.tensors());
            working.held = stays ? held : null;
        }
        int most = rowsOfPiece(a.rows(), a.columns());
        try {
            for (int first = 0, i = 0; first < a.rows(); first += most, i++) {
                cancellation.check();
                int rows = Math.min(most, a.rows() - first);
                if (i == held.pieces().size()) {
                    held.pieces()
                            .add(
                                    new ProductCalls(working.script, held.memory())
                                            .send(a, first, rows, working.host));
                }
                step.take(held.pieces().get(i), first, rows);
                if (!stays) {
                    held.pieces().get(i).close();
                }
            }
        } finally {
            if (!stays) {
                held.memory().close();
            }
        }
    }

    @Override
    public Panel times(Matrix a, Panel z) throws IOException, CancelledException {
        if (z.columns() == 0) {
            return new Panel(a.rows(), 0);
        }
        return run(
                (work, calls) -> {
                    int product = dtype(calls);
                    Panel into = new Panel(a.rows(), z.columns());
                    NDArray right = calls.floats(z);
                    pieces(
                            a,
                            work,
                            (piece, first, rows) -> {
                                NDArray sum = calls.zeros(rows, z.columns());
                                calls.add("add", sum, piece, right, a.columns(), RUN, product);
                                calls.fetch(sum, into, first, rows);
                            });
                    return into;
                });
    }

    @Override
    public Panel transposeTimes(Matrix a, Panel q) throws IOException, CancelledException {
        if (q.columns() == 0) {
            return new Panel(a.columns(), 0);
        }
        return run(
                (work, calls) -> {
                    int product = dtype(calls);
                    NDArray right = calls.floats(q);
                    NDArray sum = calls.zeros(a.columns(), q.columns());
                    pieces(
                            a,
                            work,
                            (piece, first, rows) -> {
                                try (NDArray some = calls.rows(right, first, rows)) {
                                    calls.add("addTurned", sum, piece, some, rows, RUN, product);
                                }
                            });
                    Panel into = new Panel(a.columns(), q.columns());
                    calls.fetch(sum, into, 0, a.columns());
                    return into;
                });
    }

    @Override
    public Panel inner(Panel a, Panel b) throws IOException, CancelledException {
        if (a.columns() == 0 || b.columns() == 0) {
            return new Panel(a.columns(), b.columns());
        }
        return run(
                (work, calls) -> {
                    NDArray sum = calls.zeros(a.columns(), b.columns());
                    int most = rowsOfPiece(a.rows(), a.columns() + b.columns());
                    for (int first = 0; first < a.rows(); first += most) {
                        cancellation.check();
                        int rows = Math.min(most, a.rows() - first);
                        try (NDArray x = calls.doubles(a, first, rows);
                                NDArray y = calls.doubles(b, first, rows)) {
                            calls.add("addTurned", sum, x, y, rows, rows, ProductScript.FLOAT64);
                        }
                    }
                    Panel into = new Panel(a.columns(), b.columns());
                    calls.fetch(sum, into, 0, a.columns());
                    return into;
                });
    }

    @Override
    public Panel times(Panel y, Panel t) throws IOException, CancelledException {
        if (y.columns() == 0 || t.columns() == 0) {
            return new Panel(y.rows(), t.columns());
        }
        return run(
                (work, calls) -> {
                    Panel into = new Panel(y.rows(), t.columns());
                    NDArray right = calls.doubles(t, 0, t.rows());
                    int most = rowsOfPiece(y.rows(), y.columns() + t.columns());
                    for (int first = 0; first < y.rows(); first += most) {
                        cancellation.check();
                        int rows = Math.min(most, y.rows() - first);
                        try (NDArray x = calls.doubles(y, first, rows)) {
                            NDArray sum = calls.zeros(rows, t.columns());
                            calls.add(
                                    "add",
                                    sum,
                                    x,
                                    right,
                                    y.columns(),
                                    y.columns(),
                                    ProductScript.FLOAT64);
                            calls.fetch(sum, into, first, rows);
                        }
                    }
                    return into;
                });
    }

    @Override
    public double residual(Matrix a, float[] left, float[] right, int rank)
            throws IOException, CancelledException {
        if (rank == 0) {
            return residual(a, new float[a.rows()], new float[a.columns()], 1);
        }
        return run(
                (work, calls) -> {
                    int product = dtype(calls);
                    NDArray l = calls.floats(left, a.rows(), rank);
                    NDArray r = calls.floats(right, rank, a.columns());
                    double[] sum = new double[1];
                    pieces(
                            a,
                            work,
                            (piece, first, rows) -> {
                                try (NDArray some = calls.rows(l, first, rows);
                                        NDArray made = calls.zeros(rows, a.columns())) {
                                    calls.add("add", made, some, r, rank, RUN, product);
                                    sum[0] += calls.squares(made, piece);
                                }
                            });
                    return sum[0];
                });
    }

    /// Gives back what is on the device; a later product begins anew.
    @Override
    public void close() {
        if (working != null) {
            working.close();
            working = null;
            torch.giveBack(place);
        }
    }
}
