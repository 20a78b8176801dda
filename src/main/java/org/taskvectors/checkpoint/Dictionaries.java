package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;

/// The dictionaries of tensors that lie side by side in a PyTorch file, `model` and `ema` for
/// example. A person can choose one ([OpenOptions#under]).
///
/// @param keys the keys of the dictionaries, in the order of the file; a single one only if it was
///   joined to the names of the tensors
/// @param byDefault the key that is taken without a choice; empty if all dictionaries are taken,
///   with joined names
public record Dictionaries(List<String> keys, Optional<String> byDefault) {
    public Dictionaries {
        keys = List.copyOf(keys);
    }
}
