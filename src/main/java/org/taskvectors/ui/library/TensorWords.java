package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.tensor.DType;

/// What the rows of a tensor tree say of each tensor, whatever lies behind it on disk: plain
/// elements, a quantised format, the factors of an adapter, or nothing that can be read.
///
/// @param special what is not plain, by the tensor's name
/// @param absent what an adapter changes and cannot be read as things stand
record TensorWords(Map<String, Words> special, List<Tensor> absent) {
    static final TensorWords PLAIN = new TensorWords(Map.of(), List.of());

    /// What one row says.
    ///
    /// @param kind the column of dtypes: `bf16`, `NF4`, `r 16`
    /// @param bytes on disk
    /// @param about what the detail says beside shape and weights
    /// @param unreadable why it cannot be read, a sentence; empty where it can
    record Words(String kind, long bytes, String about, String unreadable) {}

    TensorWords {
        special = Map.copyOf(special);
        absent = List.copyOf(absent);
    }

    static TensorWords of(Checkpoint checkpoint) {
        Map<String, Words> special = new HashMap<>();
        for (Tensor tensor : checkpoint.tensors()) {
            checkpoint
                    .stored(tensor)
                    .encoding()
                    .ifPresent(encoding -> special.put(tensor.name(), quantized(tensor, encoding)));
            checkpoint
                    .stored(tensor)
                    .undecoded()
                    .ifPresent(part -> special.put(tensor.name(), undecoded(tensor, part)));
        }
        List<Tensor> absent = new ArrayList<>();
        if (checkpoint instanceof Vector adapter && adapter.isAdapter()) {
            checkpoint.tensors().forEach(t -> special.put(t.name(), factored(adapter, t)));
            for (Incomplete incomplete : adapter.incomplete()) {
                if (special.containsKey(incomplete.name())) {
                    continue;
                }
                Tensor tensor = new Tensor(incomplete.name(), DType.F32, incomplete.shape());
                absent.add(tensor);
                special.put(
                        tensor.name(),
                        new Words("–", 0, "incomplete", sentence(incomplete.reason())));
            }
        }
        return new TensorWords(special, absent);
    }

    private static Words factored(Vector adapter, Tensor tensor) {
        Kept kept = adapter.kept(tensor);
        String stored = kept.dtype().label();
        OptionalInt rank = kept.rank();
        if (rank.isEmpty()) {
            return new Words(
                    shortName(new Tensor(tensor.name(), kept.dtype(), tensor.shape())),
                    kept.bytes(),
                    "the difference from the base, " + stored,
                    "");
        }
        return new Words(
                "r " + rank.getAsInt(),
                kept.bytes(),
                "product of factors of rank " + rank.getAsInt() + ", stored as " + stored,
                "");
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }

    private static Words quantized(Tensor tensor, Encoding encoding) {
        String about =
                encoding.label()
                        + ", "
                        + Quantities.BITS_PER_WEIGHT.say(encoding.bitsPerWeight())
                        + " bits per weight, read as "
                        + tensor.dtype().label();
        return new Words(encoding.label(), encoding.bytes(tensor), about, "");
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
