package org.taskvectors.ui.sandbox;

import java.util.List;
import javafx.scene.Node;
import org.taskvectors.ui.shell.Command;

/// What else is done with the base and the vectors of this place, beside asking prompts. Its cards
/// stand below theirs.
public interface SandboxWork extends AutoCloseable {
    /// Returns its word in the header's segment: `Evaluate`.
    String word();

    /// Returns its cards for the side, below base and vectors.
    List<Node> side();

    /// Returns what fills the rest.
    Node main();

    /// Returns what stands in the header while it is shown.
    Node acts();

    /// Returns what stands in the head of the vectors' card while it is shown.
    Node vectorActs();

    /// Called each time it comes into view.
    void shown();

    /// Returns what can be done here, for the command finder.
    List<Command> commands();

    @Override
    void close();
}
