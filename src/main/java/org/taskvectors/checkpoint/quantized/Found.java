package org.taskvectors.checkpoint.quantized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.taskvectors.file.Shown;

/// The quantised tensors of a checkpoint.
///
/// @param decoded the tensors that are shown as float32 numbers, by name
/// @param undecoded the tensors that mean nothing as they are stored, with the format that they are
///   part of
/// @param hidden names of the tensors that belong to the decoded ones
record Found(
        Map<String, QuantizedTensor> decoded, Map<String, String> undecoded, Set<String> hidden) {
    Found {
        decoded = Collections.unmodifiableMap(decoded);
        undecoded = Collections.unmodifiableMap(undecoded);
        hidden = Set.copyOf(hidden);
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
