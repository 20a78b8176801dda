package org.taskvectors.ui.shell;

import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.file.Failure;
import org.taskvectors.ui.common.Sentences;
import org.taskvectors.workspace.WorkspaceProblem;

/// A bar below the header that stays as long as nothing of the window is saved, and says why and
/// what to do.
final class StandingBar {
    private final Pane host;
    private final Optional<WorkspaceMenu> menu;

    /// @param host has no room of its own while there is nothing to say
    /// @param menu offers the ways out, where there are such
    StandingBar(Pane host, Optional<WorkspaceMenu> menu) {
        this.host = host;
        this.menu = menu;
    }

    void show(Optional<Failure> why) {
        host.getChildren().setAll(why.map(this::bar).stream().toList());
        host.setVisible(why.isPresent());
        host.setManaged(why.isPresent());
    }

    private HBox bar(Failure why) {
        Label word = new Label("Read-only", FontIcon.of(Feather.LOCK, 16));
        word.getStyleClass().add("standing-word");
        word.setMinWidth(Region.USE_PREF_SIZE);
        Label text = new Label(words(why));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox bar = new HBox(word, text);
        menu.ifPresent(
                ways -> {
                    boolean isChanged = why.problem() == WorkspaceProblem.CHANGED;
                    bar.getChildren()
                            .addAll(
                                    button("Save as…", ways::saveAs),
                                    button(isChanged ? "Open anew" : "Try again", ways::reopen));
                });
        bar.getStyleClass().add("standing-bar");
        bar.setAccessibleText("Read-only. " + text.getText());
        return bar;
    }

    private static Button button(String text, Runnable action) {
        Button button = new Button(text);
        button.getStyleClass().add("compact");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private static String words(Failure why) {
        String sentence = Sentences.of(why.what());
        return why.advice().isEmpty() ? sentence : sentence + " " + why.advice() + ".";
    }
}
