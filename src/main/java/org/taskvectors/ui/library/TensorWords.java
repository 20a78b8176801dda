package org.taskvectors.ui.library;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.ui.common.Numbers;

/// What the rows of a tensor tree say of each tensor, whatever lies behind it on disk: plain
/// elements, a quantised format, the factors of an adapter, or nothing that can be read.
///
/// @param special what is not plain, by the tensor's name
record TensorWords(Map<String, Words> special) {
    static final TensorWords PLAIN = new TensorWords(Map.of());

    /// What one row says.
    ///
    /// @param kind the column of dtypes: `bf16`, `NF4`, `r 16`
    /// @param bytes on disk
    /// @param about what the detail says beside shape and weights
    /// @param unreadable why it cannot be read, a sentence; empty where it can
    record Words(String kind, long bytes, String about, String unreadable) {}

    TensorWords {
        special = Map.copyOf(special);
    }

    static TensorWords of(Checkpoint checkpoint) {
        Map<String, Words> special = new HashMap<>();
        for (Tensor tensor : checkpoint.tensors()) {
            checkpoint
                    .encoding(tensor)
                    .ifPresent(encoding -> special.put(tensor.name(), quantised(tensor, encoding)));
            checkpoint
                    .undecoded(tensor)
                    .ifPresent(part -> special.put(tensor.name(), undecoded(tensor, part)));
        }
        return new TensorWords(special);
    }

    private static Words quantised(Tensor tensor, Encoding encoding) {
        String about =
                encoding.label()
                        + ", "
                        + Numbers.fixed(encoding.bitsPerWeight(), 2)
                        + " bits per weight, read as "
                        + tensor.dtype().label();
        double bytes = tensor.elements() * encoding.bitsPerWeight() / 8;
        return new Words(encoding.label(), Math.round(bytes), about, "");
    }

    private static Words undecoded(Tensor tensor, String part) {
        return new Words(
                shortName(tensor),
                tensor.bytes(),
                tensor.dtype().label(),
                "It is a part of " + part + ": its numbers mean nothing by themselves.");
    }

    String kind(Tensor tensor) {
        return words(tensor).map(Words::kind).orElseGet(() -> shortName(tensor));
    }

    long bytes(Tensor tensor) {
        return words(tensor).map(Words::bytes).orElseGet(tensor::bytes);
    }

    String about(Tensor tensor) {
        return words(tensor).map(Words::about).orElseGet(() -> tensor.dtype().label());
    }

    /// Why the tensor's numbers cannot be shown; empty where they can.
    Optional<String> unreadable(Tensor tensor) {
        Optional<String> said = words(tensor).map(Words::unreadable).filter(why -> !why.isEmpty());
        return said.isPresent() || tensor.dtype().isFloating()
                ? said
                : Optional.of("Not floating point: carried, but not measured.");
    }

    private Optional<Words> words(Tensor tensor) {
        return Optional.ofNullable(special.get(tensor.name()));
    }

    private static String shortName(Tensor tensor) {
        return tensor.dtype().name().toLowerCase(Locale.ROOT);
    }
}
