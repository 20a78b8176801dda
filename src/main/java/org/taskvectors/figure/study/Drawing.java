package org.taskvectors.figure.study;

import java.util.List;
import org.taskvectors.figure.Figure;

/// A figure under its heading.
///
/// @param id stays the same while the figure's numbers change: `curve`
/// @param title the heading of its card
/// @param figure what is drawn
/// @param notes what a person should know of it, in sentences
public record Drawing(String id, String title, Figure figure, List<String> notes) {
    public Drawing {
        notes = List.copyOf(notes);
    }
}
