package org.taskvectors.ui.library;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// What the library has to say, as a bar above its cards, with what can be done about it and a way
/// to put it away.
final class NoticeBar extends HBox {
    NoticeBar(Notice notice, ObjectProperty<Optional<Notice>> shown) {
        getStyleClass()
                .addAll("notice-bar", notice.isWarning() ? "notice-warning" : "notice-plain");
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(notice.text());
        Label text = new Label(notice.text());
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        getChildren().add(text);
        for (Notice.Action action : notice.actions()) {
            Button button = new Button(action.label());
            button.getStyleClass().add("compact");
            button.setMinWidth(USE_PREF_SIZE);
            button.setOnAction(_ -> action.run().run());
            getChildren().add(button);
        }
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 16));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Put this message away");
        close.setOnAction(_ -> shown.set(Optional.empty()));
        getChildren().add(close);
    }
}
