package org.taskvectors.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// A tensor that a vector changes and whose change cannot be read without more information.
///
/// @param name its name in the base
/// @param shape its shape, as far as the vector's file gives it
/// @param needsBase whether the base makes it readable
/// @param reason why, a sentence without its full stop
public record Incomplete(String name, Shape shape, boolean needsBase, String reason) {
    private static final int NAMED = 3;

    /// Returns a sentence for each reason among several tensors, without full stops.
    public static List<String> sentences(List<Incomplete> incomplete) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Incomplete tensor : incomplete) {
            byReason.computeIfAbsent(tensor.reason(), r -> new ArrayList<>()).add(tensor.name());
        }
        List<String> sentences = new ArrayList<>();
        byReason.forEach(
                (reason, names) -> {
                    String shown =
                            String.join(", ", names.stream().limit(NAMED).map(Shown::of).toList());
                    int more = names.size() - NAMED;
                    sentences.add(
                            "incomplete: "
                                    + shown
                                    + (more > 0 ? " and " + more + " more" : "")
                                    + ": "
                                    + reason);
                });
        return sentences;
    }
}
