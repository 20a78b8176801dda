package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.NameEdit;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// A card of the library. A click or Enter opens its tensors, Ctrl and Shift choose several; its
/// role is a small menu; the rest is in the menu behind its dots, which is its context menu too.
final class ItemCard extends VBox {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

    private final CardData data;
    private final LibraryViewModel model;
    private final CardMenu menu;
    private final Label title = new Label();
    private final HBox top = new HBox();
    private final Button dots = new Button();

    ItemCard(CardData data, LibraryViewModel model, CardActions actions, Origins origins) {
        this.data = data;
        this.model = model;
        this.menu = new CardMenu(this, model, actions, origins);
        getStyleClass().add("item-card");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(
                String.join(
                        ", ",
                        data.title(),
                        data.role().label(),
                        data.about(),
                        data.isThere() ? data.size() : data.trouble(),
                        data.warning()));
        title.setText(data.title());
        title.getStyleClass().add("card-title");
        Label about = new Label(data.about());
        about.getStyleClass().add("secondary");
        title.setTooltip(new Tooltip(data.title() + "\n" + data.path()));
        title.setGraphic(icon(data.role()));
        // Names of models that belong together differ at their ends.
        title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        title.setMinWidth(0);
        dots();
        top.getChildren().setAll(title, space(), role(), dots);
        top.getStyleClass().add("item-row");
        getChildren().setAll(top, about, bottom());
        data.dictionaries()
                .filter(_ -> data.isThere())
                .ifPresent(all -> getChildren().add(new DictionaryRow(data, all, model)));
        if (!data.adapters().isEmpty() && data.isThere()) {
            getChildren().add(new AdapterRow(data, model));
        }
        if (data.asksAlpha() && data.isThere()) {
            getChildren().add(new ScaleRow(data, model));
        }
        Tooltip.install(about, new Tooltip(data.about() + "\n" + data.path()));
        setOnContextMenuRequested(
                event -> {
                    if (event.isKeyboardTrigger()) {
                        menu.showBelow(this);
                    } else {
                        menu.showAt(event.getScreenX(), event.getScreenY());
                    }
                    event.consume();
                });
        setOnMouseClicked(
                event -> {
                    if (event.getButton() == MouseButton.PRIMARY) {
                        menu.hide();
                        requestFocus();
                        model.choose(
                                data.id(),
                                ChoosingKeys.of(event.isShiftDown(), event.isShortcutDown()));
                    }
                });
        setOnKeyPressed(this::keys);
        if (!data.isThere() && data.state() != CardData.State.RESTING) {
            FileDrops.take(this, paths -> model.dropped(data.id(), paths));
        }
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
            model.choose(data.id(), ChoosingKeys.of(event.isShiftDown(), event.isShortcutDown()));
        } else if (code == KeyCode.DELETE) {
            model.remove(menu.meant());
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
        if (!data.isThere()) {
            row.getChildren().setAll(trouble(), space());
            if (data.state() == CardData.State.RESTING) {
                row.getChildren().add(askHub());
                return row;
            }
            if (data.state() == CardData.State.OTHER) {
                Button keep = new Button("Keep");
                keep.getStyleClass().add("compact");
                keep.setTooltip(new Tooltip("Take what lies there now for this item"));
                keep.setAccessibleText("Take what lies there now for " + data.title());
                keep.setOnAction(_ -> model.accept(data.id()));
                row.getChildren().add(keep);
            }
            row.getChildren().add(locate());
            return row;
        }
        Label size = new Label(data.size());
        size.getStyleClass().add("small");
        size.setMinWidth(0);
        size.setTooltip(new Tooltip(data.size()));
        Label layers = new Label(data.layers());
        layers.getStyleClass().add("secondary");
        layers.setMinWidth(USE_PREF_SIZE);
        row.getChildren().setAll(size, space(), layers);
        if (!data.norm().isEmpty()) {
            Label norm = new Label(data.norm());
            norm.getStyleClass().add("figure-number");
            norm.setMinWidth(USE_PREF_SIZE);
            norm.setTooltip(new Tooltip("‖τ‖ over all tensors of the vector"));
            row.getChildren().setAll(size, space(), norm);
        }
        if (!data.warning().isEmpty()) {
            Tag incomplete =
                    new Tag(
                            data.warning().startsWith("partial") ? "partial" : "incomplete",
                            Tag.Kind.WARNING);
            incomplete.setTooltip(new Tooltip(data.warning()));
            row.getChildren().add(incomplete);
        }
        return row;
    }

    private Label trouble() {
        Label label = new Label(data.trouble());
        label.getStyleClass()
                .addAll("small", data.state() == CardData.State.RESTING ? "secondary" : "bad");
        label.setMinWidth(USE_PREF_SIZE);
        if (!data.warning().isEmpty()) {
            label.setTooltip(new Tooltip(data.warning()));
        }
        return label;
    }

    private Button askHub() {
        Button ask = new Button("Ask the hub");
        ask.getStyleClass().add("compact");
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setTooltip(new Tooltip("Nothing has been asked of it since the program started"));
        ask.setAccessibleText("Ask the hub for " + data.title());
        ask.setOnAction(_ -> model.state().file(data.id()).ifPresent(it -> model.ask(List.of(it))));
        return ask;
    }

    private MenuButton locate() {
        MenuButton button = new MenuButton("Locate…");
        button.getStyleClass().addAll("compact", "locate");
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText("Locate " + data.title());
        button.getItems()
                .setAll(
                        item("A file…", () -> model.locateFile(data.id())),
                        item(
                                "A folder, or one to look through…",
                                () -> model.locateFolder(data.id())));
        return button;
    }

    private MenuButton role() {
        MenuButton button = new MenuButton(data.role().label());
        button.getStyleClass().setAll("role-tag");
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText("Role: " + data.role().label());
        // Many cards have many bases to belong to: the list is made when it is asked for.
        button.getItems().setAll(new MenuItem("…"));
        button.setOnShowing(_ -> button.getItems().setAll(roles()));
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
        List<FileItem> bases = model.state().files(Role.BASE);
        if (data.role() != Role.BASE && !bases.isEmpty()) {
            Menu menu = new Menu("belongs to");
            Optional<String> own = model.state().file(data.id()).flatMap(FileItem::base);
            for (FileItem base : bases) {
                RadioMenuItem item = new RadioMenuItem(base.name());
                item.setMnemonicParsing(false);
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

    private void dots() {
        dots.setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        dots.getStyleClass().setAll("icon-button", "item-menu");
        dots.setAccessibleText("What can be done with " + data.title());
        dots.setTooltip(new Tooltip("Extract, compare, copy, rename …"));
        dots.setMinWidth(USE_PREF_SIZE);
        dots.setOnAction(_ -> menu.showBelow(dots));
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        return item;
    }

    /// Edits the name in its place; Enter keeps it, Escape does not.
    void rename() {
        NameEdit.begin(
                top,
                title,
                data.title(),
                typed -> typed.ifPresent(text -> model.rename(data.id(), text)));
    }

    private static FontIcon icon(Role role) {
        FontIcon icon =
                FontIcon.of(
                        switch (role) {
                            case BASE -> Feather.BOX;
                            case TUNED -> Feather.PACKAGE;
                            case ADAPTER -> Feather.LAYERS;
                            case VECTOR -> Feather.ARROW_UP_RIGHT;
                        },
                        16);
        icon.getStyleClass().add("kind-icon");
        return icon;
    }

    private static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }
}
