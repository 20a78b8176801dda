package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Side;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.Role;

/// A card of the library. A click or Enter opens its tensors; its role is a small menu; the rest is
/// in its context menu.
final class ItemCard extends VBox {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

    private final CardData data;
    private final LibraryModel model;
    private final Label title = new Label();
    private final HBox top = new HBox();

    ItemCard(CardData data, LibraryModel model) {
        this.data = data;
        this.model = model;
        getStyleClass().add("item-card");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(
                String.join(
                        ", ",
                        data.title(),
                        data.role().label(),
                        data.about(),
                        data.isThere() ? data.size() : "moved or deleted"));
        title.setText(data.title());
        title.getStyleClass().add("card-title");
        Label about = new Label(data.about());
        about.getStyleClass().add("secondary");
        top.getChildren().setAll(title, space(), role());
        top.getStyleClass().add("item-row");
        getChildren().setAll(top, about, bottom());
        Tooltip.install(about, new Tooltip(data.path()));
        ContextMenu menu = menu();
        setOnContextMenuRequested(
                event -> {
                    if (event.isKeyboardTrigger()) {
                        menu.show(this, Side.BOTTOM, 12, 0);
                    } else {
                        menu.show(this, event.getScreenX(), event.getScreenY());
                    }
                    event.consume();
                });
        setOnMouseClicked(
                event -> {
                    if (event.getButton() == MouseButton.PRIMARY) {
                        menu.hide();
                        requestFocus();
                        model.select(Optional.of(data.id()));
                    }
                });
        setOnKeyPressed(this::keys);
    }

    CardData data() {
        return data;
    }

    void mark(boolean isChosen) {
        pseudoClassStateChanged(CHOSEN, isChosen);
    }

    private void keys(KeyEvent event) {
        if (!event.getTarget().equals(this)) {
            return;
        }
        KeyCode code = event.getCode();
        if (code == KeyCode.ENTER || code == KeyCode.SPACE) {
            model.select(Optional.of(data.id()));
        } else if (code == KeyCode.DELETE) {
            model.remove(data.id());
        } else if (code == KeyCode.F2) {
            rename();
        } else {
            return;
        }
        event.consume();
    }

    private Node bottom() {
        HBox row = new HBox();
        row.getStyleClass().add("item-row");
        if (data.isThere()) {
            Label size = new Label(data.size());
            size.getStyleClass().add("small");
            Label layers = new Label(data.layers());
            layers.getStyleClass().add("secondary");
            row.getChildren().setAll(size, space(), layers);
        } else {
            Label gone = new Label("moved or deleted");
            gone.getStyleClass().addAll("small", "bad");
            Button find = new Button("Find…");
            find.getStyleClass().add("compact");
            find.setOnAction(_ -> model.find(data.id()));
            row.getChildren().setAll(gone, space(), find);
        }
        return row;
    }

    private MenuButton role() {
        MenuButton button = new MenuButton(data.role().label());
        button.getStyleClass().setAll("role-tag");
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText("Role: " + data.role().label());
        button.getItems().setAll(roles());
        return button;
    }

    private List<MenuItem> roles() {
        List<MenuItem> items = new ArrayList<>();
        for (Role role : Role.values()) {
            RadioMenuItem item = new RadioMenuItem(role.label());
            item.setSelected(role == data.role());
            item.setOnAction(_ -> model.setRole(data.id(), role));
            items.add(item);
        }
        List<Item> bases = model.state().items(Role.BASE);
        if (data.role() != Role.BASE && !bases.isEmpty()) {
            Menu menu = new Menu("belongs to");
            Optional<String> own = model.state().item(data.id()).flatMap(Item::base);
            for (Item base : bases) {
                RadioMenuItem item = new RadioMenuItem(base.name());
                item.setSelected(own.filter(base.id()::equals).isPresent());
                item.setOnAction(_ -> model.setBase(data.id(), Optional.of(base.id())));
                menu.getItems().add(item);
            }
            RadioMenuItem none = new RadioMenuItem("no base of this library");
            none.setSelected(own.isEmpty());
            none.setOnAction(_ -> model.setBase(data.id(), Optional.empty()));
            menu.getItems().add(none);
            items.add(new SeparatorMenuItem());
            items.add(menu);
        }
        return items;
    }

    private ContextMenu menu() {
        ContextMenu menu = new ContextMenu();
        menu.getItems().add(item("Show tensors", () -> model.select(Optional.of(data.id()))));
        if (data.role() == Role.VECTOR) {
            menu.getItems().add(item("Compare", () -> model.compare(data.id())));
        }
        menu.getItems()
                .addAll(
                        item("Rename…", this::rename),
                        item("Find where it is now…", () -> model.find(data.id())),
                        new SeparatorMenuItem(),
                        item("Remove from the workspace", () -> model.remove(data.id())));
        return menu;
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(_ -> action.run());
        return item;
    }

    /// Edits the name in its place; Enter keeps it, Escape does not.
    private void rename() {
        TextField field = new TextField(data.title());
        field.setAccessibleText("Name");
        HBox.setHgrow(field, Priority.ALWAYS);
        top.getChildren().set(0, field);
        field.requestFocus();
        field.selectAll();
        field.setOnAction(_ -> endRename(field, true));
        field.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused) {
                                endRename(field, true);
                            }
                        });
        field.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        endRename(field, false);
                        event.consume();
                    }
                });
    }

    private void endRename(TextField field, boolean keep) {
        if (top.getChildren().getFirst().equals(field)) {
            top.getChildren().set(0, title);
            if (keep) {
                model.rename(data.id(), field.getText());
            }
        }
    }

    private static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }
}
