package org.taskvectors.ui.library;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.merge.recipe.RecipeDifference;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.Tables;

/// What two recipes say otherwise, place by place, over the library. Escape and a click beside it
/// put it away.
final class DifferencePanel extends ModalPanel {
    private static final double ROW = 28;
    private static final double HEAD = 40;
    private static final int MOST_ROWS = 14;
    private static final double PLACE = 340;

    private final Label about = new Label();
    private final TableView<RecipeDifference.Change> table = new TableView<>();

    /// @param below what rests while the panel is shown
    DifferencePanel(RecipeActs recipes, Node below) {
        super("difference-panel", below, recipes::hide, () -> 0);
        Label heading = new Label("What differs");
        heading.getStyleClass().add("place-title");
        about.getStyleClass().add("secondary");
        about.setWrapText(true);
        about.setMinHeight(Region.USE_PREF_SIZE);
        Tables.dress(table);
        table.setId("difference-table");
        table.setAccessibleText("What the two recipes say otherwise");
        Button close = new Button("Close");
        close.setCancelButton(true);
        close.setOnAction(_ -> recipes.hide());
        HBox actions = new HBox(close);
        actions.getStyleClass().add("modal-actions");
        VBox card = new VBox(heading, about, table, actions);
        card.getStyleClass().addAll("floating-card", "modal-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setId("difference-card");
        card.setAccessibleText("What differs");
        getChildren().setAll(card);
        recipes.comparedProperty()
                .addListener(
                        (_, _, now) -> {
                            now.ifPresent(this::fill);
                            show(now.isPresent());
                            close.requestFocus();
                        });
        show(false);
    }

    private void fill(RecipeActs.Compared compared) {
        List<RecipeDifference.Change> changes = compared.difference().changes();
        about.setText(
                changes.isEmpty()
                        ? compared.first() + " and " + compared.second() + " say the same."
                        : compared.first()
                                + " and "
                                + compared.second()
                                + " differ in "
                                + changes.size()
                                + (changes.size() == 1 ? " place." : " places."));
        visible(table, !changes.isEmpty());
        TableColumn<RecipeDifference.Change, String> place =
                Tables.words("Place", RecipeDifference.Change::place);
        place.setMinWidth(PLACE);
        TableColumn<RecipeDifference.Change, String> first =
                Tables.words(compared.first(), change -> change.before().orElse("–"));
        TableColumn<RecipeDifference.Change, String> second =
                Tables.words(compared.second(), change -> change.after().orElse("–"));
        table.getColumns().setAll(List.of(place, first, second));
        table.getItems().setAll(changes);
        table.setPrefHeight(HEAD + ROW * Math.min(MOST_ROWS, changes.size()));
    }
}
