package org.taskvectors.figure.training;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.figure.FigureSubject;

/// What the figures of a run call things.
///
/// @param run its name: `smollm2-sst2-r8`
/// @param base the model's
/// @param data the file of rows that it is trained on
/// @param heldOut the file of rows that it is judged by; empty for none
public record TrainingWords(String run, String base, String data, String heldOut) {
    /// Returns what a figure says of itself.
    ///
    /// @param title `Loss by step`
    /// @param metric what its numbers are
    FigureSubject about(String title, String metric) {
        String held = heldOut.isEmpty() || heldOut.equals(data) ? "" : "held out " + heldOut;
        return new FigureSubject(
                title,
                List.of(run),
                metric,
                "",
                Stream.of(base + " trained on " + data, held)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", ")));
    }
}
