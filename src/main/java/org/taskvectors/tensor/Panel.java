package org.taskvectors.tensor;

import java.util.Arrays;

/// A matrix of doubles with many rows and few columns, row by row. Rows are padded to whole strips
/// of the kernels and their number to whole groups, with zeros, so that no kernel needs an edge.
public final class Panel {
    /// Columns that a row is padded to a multiple of: the widest strip there is.
    private static final int STRIP = 32;

    private final int rows;
    private final int columns;
    private final int stride;
    private final double[] data;

    /// A panel of zeros.
    public Panel(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.stride = padded(columns, STRIP);
        int paddedRows = padded(rows, MatrixKernels.ROWS);
        this.data = new double[Math.multiplyExact(paddedRows, stride)];
    }

    static int padded(int count, int step) {
        return Math.ceilDiv(count, step) * step;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /// Doubles from one row to the next.
    int stride() {
        return stride;
    }

    /// The elements themselves: row r, column c at r·stride + c.
    double[] data() {
        return data;
    }

    public double get(int row, int column) {
        return data[row * stride + column];
    }

    public void set(int row, int column, double value) {
        data[row * stride + column] = value;
    }

    /// Sets a column.
    ///
    /// @param values one for each row
    public void setColumn(int column, double[] values) {
        for (int row = 0; row < rows; row++) {
            set(row, column, values[row]);
        }
    }

    /// Returns the columns of this panel and, beside them, those of another one with as many rows.
    public Panel beside(Panel that) {
        Panel both = new Panel(rows, columns + that.columns);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(data, row * stride, both.data, row * both.stride, columns);
            System.arraycopy(
                    that.data,
                    row * that.stride,
                    both.data,
                    row * both.stride + columns,
                    that.columns);
        }
        return both;
    }

    /// Returns the first columns, `count` of them at most.
    public Panel first(int count) {
        if (count >= columns) {
            return this;
        }
        Panel fewer = new Panel(rows, count);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(data, row * stride, fewer.data, row * fewer.stride, count);
        }
        return fewer;
    }

    /// Takes another panel of the same shape off this one.
    public void subtract(Panel that) {
        for (int i = 0; i < data.length; i++) {
            data[i] -= that.data[i];
        }
    }

    /// Copies a row.
    public double[] row(int row) {
        return Arrays.copyOfRange(data, row * stride, row * stride + columns);
    }

    /// Rounds every element to float32, so that what the float products read is what is here.
    public void roundToFloat() {
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) data[i];
        }
    }

    /// Σ of the squares of all elements.
    public double sumSquares() {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            double ofRow = 0;
            for (int i = row * stride; i < row * stride + columns; i++) {
                ofRow += data[i] * data[i];
            }
            sum += ofRow;
        }
        return sum;
    }

    /// The elements as floats, strip by strip of `width` columns: element (r, c) at ((c /
    /// width)·rows + r)·width + c mod width, so that a strip is read from end to end.
    float[] strips(int width) {
        int strips = Math.ceilDiv(columns, width);
        float[] packed = new float[Math.multiplyExact(strips * width, rows)];
        int to = 0;
        for (int strip = 0; strip < strips; strip++) {
            for (int row = 0; row < rows; row++) {
                int from = row * stride + strip * width;
                for (int j = 0; j < width; j++) {
                    packed[to + j] = (float) data[from + j];
                }
                to += width;
            }
        }
        return packed;
    }
}
