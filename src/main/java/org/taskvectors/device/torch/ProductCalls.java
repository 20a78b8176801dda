package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.List;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.Panel;

/// Calls of [ProductScript], whose tensors belong to one memory.
record ProductCalls(Script script, Tensors memory) {
    /// Returns some rows of a matrix on the device.
    NDArray send(Matrix a, int first, int rows, HostPanel host)
            throws IOException, CancelledException {
        return send(
                memory.floats(
                        host.fill(List.of(a), first, rows, 0, a.columns()), rows, a.columns()));
    }

    private NDArray send(NDArray sent) {
        try (sent) {
            return script.call(memory, "send", Script.tensor(sent));
        }
    }

    /// Returns a copy of floats on the device.
    NDArray floats(float[] elements, int rows, int columns) {
        return send(memory.floats(elements, rows, columns));
    }

    /// Returns a panel's elements on the device, as floats.
    NDArray floats(Panel panel) {
        float[] all = new float[Math.multiplyExact(panel.rows(), panel.columns())];
        for (int row = 0; row < panel.rows(); row++) {
            for (int column = 0; column < panel.columns(); column++) {
                all[row * panel.columns() + column] = (float) panel.get(row, column);
            }
        }
        return floats(all, panel.rows(), panel.columns());
    }

    /// Returns some rows of a panel on the device, as doubles.
    NDArray doubles(Panel panel, int first, int rows) {
        int columns = panel.columns();
        double[] some = new double[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(panel.row(first + row), 0, some, row * columns, columns);
        }
        return send(memory.doubles(some, rows, columns));
    }

    /// Returns some rows of a tensor of the device, which are no copy.
    NDArray rows(NDArray x, int first, int count) {
        return script.call(
                memory,
                "rows",
                Script.tensor(x),
                IValue.from((long) first),
                IValue.from((long) count));
    }

    /// Returns zeros of float64 on the device.
    NDArray zeros(int rows, int columns) {
        return script.call(memory, "zeros", IValue.from((long) rows), IValue.from((long) columns));
    }

    /// Adds a product to a sum.
    ///
    /// @param method `add` or `addTurned`
    /// @param terms how many there are
    /// @param run how many of them are summed in that dtype
    void add(String method, NDArray sum, NDArray x, NDArray y, int terms, int run, int dtype) {
        script.call(
                        memory,
                        method,
                        Script.tensor(sum),
                        Script.tensor(x),
                        Script.tensor(y),
                        IValue.from((long) run),
                        IValue.from((long) Math.ceilDiv(terms, run)),
                        IValue.from((long) dtype))
                .close();
    }

    /// Copies a sum into some rows of a panel, and closes it.
    void fetch(NDArray sum, Panel into, int first, int rows) {
        try (sum;
                NDArray here = script.call(memory, "fetch", Script.tensor(sum))) {
            double[] all = here.toDoubleArray();
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < into.columns(); column++) {
                    into.set(first + row, column, all[row * into.columns() + column]);
                }
            }
        }
    }

    /// Returns Σ (p − x)².
    ///
    /// @param p used up
    double squares(NDArray p, NDArray x) {
        try (NDArray squares = script.call(memory, "squares", Script.tensor(p), Script.tensor(x))) {
            return squares.getDouble();
        }
    }

    /// Whether the device multiplies floats as they are.
    boolean isExact(long size) {
        try (NDArray isExact = script.call(memory, "isExact", IValue.from(size))) {
            return isExact.getDouble() == 1;
        }
    }
}
