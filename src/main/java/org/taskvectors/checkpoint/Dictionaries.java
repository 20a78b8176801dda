package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;

/// The dictionaries with tensors that lie side by side in one of PyTorch's files, as `model` and
/// `ema` do: a person may say which is meant ([OpenOptions#under]).
///
/// @param keys under which they lie, at least two, in the order of the file
/// @param byDefault the one that is taken where nobody says anything; empty where all are, their
///   names joined
public record Dictionaries(List<String> keys, Optional<String> byDefault) {
    public Dictionaries {
        keys = List.copyOf(keys);
    }
}
