package org.taskvectors.ui.library;

import java.util.Arrays;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;

/// Finds tensors of a browser for tests.
final class Named {
    private Named() {}

    /// The first tensor whose name has every one of the words; empty where none has.
    static Optional<Tensor> by(String words, BrowserViewModel browser) {
        return browser.tensors().stream()
                .filter(tensor -> Arrays.stream(words.split(" ")).allMatch(tensor.name()::contains))
                .findFirst();
    }
}
