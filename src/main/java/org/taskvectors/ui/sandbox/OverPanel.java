package org.taskvectors.ui.sandbox;

import java.util.function.DoubleSupplier;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.SegmentControl;

/// A panel over the Sandbox: a card with a title and a cross. The focus goes into it, and back
/// where it was when the panel is put away.
abstract class OverPanel extends ModalPanel {
    private final VBox card = new VBox();
    private final Label title = new Label();
    private final Button cross = new Button();
    private final Runnable hide;
    private @Nullable Node focusBefore;

    OverPanel(String id, Node below, Runnable hide, DoubleSupplier fraction) {
        super(id, below, hide, fraction);
        this.hide = hide;
        visible(this, false);
        card.getStyleClass().addAll("floating-card", "modal-card", "over-card");
        bar().setAccessibleText("How far it is");
        visible(bar(), false);
    }

    /// Lays out the card: the head, then these.
    final void setContent(Node... content) {
        title.getStyleClass().add("card-title");
        title.setMinWidth(0);
        cross.setGraphic(FontIcon.of(Feather.X, 14));
        cross.getStyleClass().setAll("icon-button");
        cross.setAccessibleText("Close");
        cross.setOnAction(_ -> hide.run());
        HBox head = new HBox(8, title, space(), cross);
        head.setAlignment(Pos.CENTER_LEFT);
        card.getChildren().setAll(head);
        card.getChildren().addAll(content);
        getChildren().setAll(card);
    }

    final void setTitle(String text) {
        title.setText(text);
        card.setAccessibleText(text);
    }

    /// Shows the panel, or puts it away.
    ///
    /// @param focused gets the focus when it comes, where it can have it; else the cross
    final void show(boolean isShown, Node focused) {
        boolean wasShown = isVisible();
        if (!isShown && !wasShown) {
            // Another panel may be shown, and the place below it rests.
            return;
        }
        if (isShown && !wasShown) {
            focusBefore = getScene() == null ? null : getScene().getFocusOwner();
        }
        show(isShown);
        if (isShown && !wasShown) {
            Node first = focused.isDisabled() || !focused.isVisible() ? cross : focused;
            first.requestFocus();
        } else if (wasShown && !isShown && focusBefore != null) {
            focusBefore.requestFocus();
            focusBefore = null;
        }
    }

    /// Lets the card be as high as it may, or as low as it can.
    final void stretch(double most) {
        card.setMaxHeight(most);
    }

    /// Has segments and a property show the same.
    static <T> void link(SegmentControl<T> segments, ObjectProperty<T> property) {
        segments.setValue(property.get());
        segments.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null) {
                                property.set(now);
                            }
                        });
        property.addListener((_, _, now) -> segments.setValue(now));
    }

    static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }

    static Label secondary() {
        Label label = new Label();
        label.getStyleClass().add("secondary");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
