package org.taskvectors.ui.library;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// How many cards are chosen and what can be done with them; shown above the cards where there are
/// several.
final class ChosenBar extends HBox {
    private final LibraryViewModel model;
    private final CardActions actions;

    ChosenBar(LibraryViewModel model, CardActions actions) {
        this.model = model;
        this.actions = actions;
        getStyleClass().add("notice-bar");
        setId("chosen-bar");
        model.selection().idsProperty().addListener((_, _, _) -> show());
        show();
    }

    private void show() {
        boolean isShown = model.selection().isSeveral();
        setVisible(isShown);
        setManaged(isShown);
        getChildren().clear();
        if (!isShown) {
            return;
        }
        List<String> ids = model.selection().ids();
        Label count = new Label(ids.size() + " chosen");
        count.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren().setAll(count, space);
        actions.onward(ids).forEach(action -> add(action.word(), action.run()));
        actions.files(ids).forEach(action -> add(action.word(), action.run()));
        add("Remove", () -> actions.remove(ids));
        Button none = new Button();
        none.setGraphic(FontIcon.of(Feather.X, 14));
        none.getStyleClass().setAll("icon-button");
        none.setAccessibleText("Choose none");
        none.setOnAction(_ -> model.selection().only(""));
        getChildren().add(none);
    }

    private void add(String word, Runnable action) {
        Button button = new Button(word);
        button.getStyleClass().add("compact");
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        getChildren().add(button);
    }
}
