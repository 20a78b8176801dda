package org.taskvectors.evaluation.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Serial;

/// A reader that stops a parser in a row that does not end.
final class BoundedReader extends FilterReader {
    private final int most;
    private long since;

    /// The row has more characters than are read.
    static final class RowTooLong extends IOException {
        @Serial private static final long serialVersionUID = 1L;
    }

    BoundedReader(Reader reader, int most) {
        super(reader);
        this.most = most;
    }

    /// Begins a row.
    void begin() {
        since = 0;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int got = super.read(target, offset, length);
        count(Math.max(0, got));
        return got;
    }

    private void count(int got) throws RowTooLong {
        since += got;
        // What a parser reads ahead of a row counts for the row before it.
        if (since > most + (1L << 16)) {
            throw new RowTooLong();
        }
    }
}
