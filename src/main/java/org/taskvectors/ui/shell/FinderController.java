package org.taskvectors.ui.shell;

import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.SearchField;

/// The command finder: the field in the header and the list that drops from it.
final class FinderController {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    private static final double GAP = 6;
    private static final double MOST_HINT = 170;

    private final CommandFinderViewModel model;
    private final SearchField search;
    private final VBox list;
    private final Label remark = new Label();
    private final Consumer<Runnable> opening;

    /// Whether the person asked for the list. The focus alone does not: it also comes here when the
    /// control that had it goes away, and the list would cover the place that just opened.
    private boolean wanted;

    /// @param opening called when the list opens, with what is to be run when there is more to be
    ///   found
    /// @param key the label that shows the shortcut while the field rests
    FinderController(
            CommandFinderViewModel model,
            Consumer<Runnable> opening,
            SearchField search,
            Label key,
            VBox list) {
        this.model = model;
        this.opening = opening;
        this.search = search;
        this.list = list;
        TextField field = search.field();
        model.queryProperty().bindBidirectional(field.textProperty());
        key.visibleProperty()
                .bind(field.focusedProperty().not().and(field.textProperty().isEmpty()));
        field.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused) {
                                wanted = false;
                            }
                            fill();
                        });
        field.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> want());
        field.textProperty()
                .addListener(
                        (_, _, text) -> {
                            if (!text.isEmpty() && field.isFocused()) {
                                want();
                            }
                        });
        search.layoutBoundsProperty().addListener((_, _, _) -> place());
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::keys);
        model.results().addListener((javafx.collections.ListChangeListener<Command>) _ -> fill());
        model.selectedProperty().addListener((_, _, _) -> mark());
        remark.textProperty().bind(model.remarkProperty());
        remark.getStyleClass().addAll("secondary", "finder-remark");
        remark.setWrapText(true);
        model.remarkProperty().addListener((_, _, _) -> fill());
    }

    void open() {
        search.field().requestFocus();
        search.field().selectAll();
        want();
    }

    private void want() {
        if (!wanted) {
            wanted = true;
            model.refresh();
            opening.accept(this::more);
        }
        fill();
    }

    private void more() {
        if (wanted) {
            model.refresh();
        }
    }

    private void keys(KeyEvent event) {
        switch (event.getCode()) {
            case DOWN -> {
                if (wanted) {
                    model.move(1);
                } else {
                    want();
                }
            }
            case UP -> model.move(-1);
            case ENTER -> {
                // What was typed can be mended where nothing was found.
                if (!model.results().isEmpty()) {
                    leave();
                    model.run();
                }
            }
            case ESCAPE -> {
                if (search.getText().isEmpty()) {
                    leave();
                } else {
                    search.setText("");
                }
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// Gives the focus back to the place below.
    private void leave() {
        list.getScene().getRoot().requestFocus();
    }

    private void fill() {
        list.getChildren().setAll(model.results().stream().map(this::row).toList());
        boolean hasRemark = !model.remarkProperty().get().isEmpty();
        if (hasRemark) {
            list.getChildren().add(remark);
        }
        list.setVisible(
                wanted && search.field().isFocused() && (hasRemark || !model.results().isEmpty()));
        place();
        mark();
    }

    /// Below the field, wherever the window's width has put it.
    private void place() {
        Bounds field = list.getParent().sceneToLocal(search.localToScene(search.getLayoutBounds()));
        list.setPrefWidth(Math.max(field.getWidth(), 420));
        list.setLayoutX(field.getCenterX() - list.getPrefWidth() / 2);
        list.setLayoutY(field.getMaxY() + GAP);
    }

    private Node row(Command command) {
        Label label = new Label(command.label());
        HBox.setHgrow(label, Priority.SOMETIMES);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        // A checkpoint's long name leaves the tensor's its room.
        MiddleLabel hint = new MiddleLabel(command.hint());
        hint.getStyleClass().add("secondary");
        hint.setMaxWidth(MOST_HINT);
        label.setMinWidth(0);
        HBox row = new HBox(label, space, hint);
        row.getStyleClass().add("finder-row");
        row.setAccessibleRole(AccessibleRole.LIST_ITEM);
        row.setAccessibleText(command.label() + " " + command.hint());
        row.setOnMouseEntered(_ -> model.selectedProperty().set(list.getChildren().indexOf(row)));
        // Pressed, not clicked: the field loses the focus, and the list goes, before a click is
        // one.
        row.setOnMousePressed(
                event -> {
                    event.consume();
                    model.selectedProperty().set(list.getChildren().indexOf(row));
                    leave();
                    model.run();
                });
        return row;
    }

    private void mark() {
        for (int i = 0; i < model.results().size() && i < list.getChildren().size(); i++) {
            list.getChildren()
                    .get(i)
                    .pseudoClassStateChanged(CHOSEN, i == model.selectedProperty().get());
        }
    }
}
