package org.taskvectors.checkpoint.quantized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Shown;

/// The quantised tensors of a checkpoint.
///
/// @param decoded the tensors that are shown as float32 numbers, by name
/// @param undecoded the tensors that mean nothing as they are stored, with the format that they are
///   part of
/// @param hidden names of the tensors that belong to the decoded ones
/// @param renamed names of the codes of decoded tensors that are shown under another name
record Found(
        Map<String, QuantizedTensor> decoded,
        Map<String, String> undecoded,
        Set<String> hidden,
        Set<String> renamed) {
    Found {
        decoded = Collections.unmodifiableMap(decoded);
        undecoded = Collections.unmodifiableMap(undecoded);
        hidden = Set.copyOf(hidden);
        renamed = Set.copyOf(renamed);
    }

    /// Returns the decoded tensors as they are shown, by the names of their codes.
    Map<String, Tensor> shown() {
        Map<String, Tensor> shown = new HashMap<>();
        decoded.values().forEach(tensor -> shown.put(tensor.stored().name(), tensor.shown()));
        return shown;
    }

    /// Whether a stored tensor of that name is part of a decoded one, under another name.
    boolean isPart(String name) {
        return hidden.contains(name) || renamed.contains(name);
    }

    boolean isEmpty() {
        return decoded.isEmpty() && undecoded.isEmpty();
    }

    /// Returns notes about how much is quantised and what is left out.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        decoded.forEach(
                (name, tensor) ->
                        kinds.computeIfAbsent(tensor.encoding().label(), k -> new ArrayList<>())
                                .add(name));
        kinds.forEach(
                (kind, names) ->
                        notes.add(
                                counted(names)
                                        + " stored as "
                                        + kind
                                        + ", shown as the float32 numbers that they stand for"));
        Map<String, List<String>> left = new LinkedHashMap<>();
        undecoded.forEach(
                (name, kind) -> left.computeIfAbsent(kind, k -> new ArrayList<>()).add(name));
        left.forEach(
                (kind, names) ->
                        notes.add(
                                counted(names)
                                        + " not decoded: "
                                        + kind
                                        + " ("
                                        + Shown.of(names.getFirst())
                                        + (names.size() == 1 ? ")" : ", …)")));
        return notes;
    }

    private static String counted(List<String> names) {
        return names.size() == 1
                ? "1 tensor is"
                : String.format(Locale.ROOT, "%,d tensors are", names.size());
    }
}
