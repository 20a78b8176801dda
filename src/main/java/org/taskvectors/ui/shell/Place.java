package org.taskvectors.ui.shell;

import java.util.List;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;

/// One place of the rail. It is made with the window and builds its node when it is first shown.
public interface Place {
    /// Names it in the workspace and for [Navigation]: `extract`.
    String id();

    /// Its word in the rail: `Extract`.
    String word();

    /// Its icon in the rail.
    Ikon icon();

    /// What it is for and how it is used, in short: a few paragraphs of plain text.
    String help();

    /// Its page in the guide, for F1: `extract`.
    default String guide() {
        return id();
    }

    /// What is shown; built when first asked for, the same one ever after.
    Node node();

    /// Called each time it comes into view.
    default void shown() {}

    /// Called each time another place comes into view.
    default void hidden() {}

    /// What can be done here, for the command finder. Asked anew each time the finder opens.
    default List<Command> commands() {
        return List.of();
    }

    /// Things of this place that `words` name (checkpoints, tensors), at most some twenty of them.
    default Found find(FinderWords words) {
        return Found.NOTHING;
    }

    /// Called when the command finder opens: what [#find] needs may be read now.
    ///
    /// @param changed to be run, on the window's thread, when there is more to be found
    default void findable(Runnable changed) {}

    /// Called once, when the window closes.
    default void close() {}
}
