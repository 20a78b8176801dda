package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.open.Located;

/// Several vectors that are closed together.
///
/// @param <T> what one of them is when it is open
record OpenedTogether<T>(List<T> all, Consumer<T> closing) implements AutoCloseable {
    /// Opens one vector.
    @FunctionalInterface
    interface Opening<T> {
        T open(Located one) throws IOException;
    }

    /// @throws IOException if one of them cannot be opened; none stays open then
    static <T> OpenedTogether<T> of(List<Located> located, Opening<T> opening, Consumer<T> closing)
            throws IOException {
        OpenedTogether<T> together = new OpenedTogether<>(new ArrayList<>(), closing);
        try {
            for (Located one : located) {
                together.all.add(opening.open(one));
            }
            return together;
        } catch (IOException | RuntimeException e) {
            together.close();
            throw e;
        }
    }

    @Override
    public void close() {
        all.forEach(closing);
    }
}
