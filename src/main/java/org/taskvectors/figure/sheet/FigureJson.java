package org.taskvectors.figure.sheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.taskvectors.figure.Figure;

/// A figure as JSON and back: the value itself, with all its numbers. It is drawn again from it
/// years later, whatever became of the files that it was measured on.
///
/// The names in it are those of the records and their components. A text, a mark or an optional
/// value that a later version added to a record is empty when it is read; what a record no longer
/// has is passed over; numbers are never made up.
public final class FigureJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FigureJson() {}

    public static String write(Figure figure) {
        return RecordJson.write(figure, Figure.class).toString();
    }

    /// The figure that was written; empty where this version does not understand it.
    public static Optional<Figure> read(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            return Optional.of((Figure) RecordJson.read(node, Figure.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
