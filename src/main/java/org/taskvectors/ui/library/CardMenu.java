package org.taskvectors.ui.library;

import java.util.List;
import java.util.Optional;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/// The menu of a card. On one of several chosen cards it is about all of them. It is made when it
/// is asked for, so that a hundred cards have one menu.
final class CardMenu {
    private final ItemCard card;
    private final LibraryViewModel model;
    private final CardActions actions;
    private final Origins origins;
    private final ContextMenu menu = new ContextMenu();

    CardMenu(ItemCard card, LibraryViewModel model, CardActions actions, Origins origins) {
        this.card = card;
        this.model = model;
        this.actions = actions;
        this.origins = origins;
    }

    void showBelow(Node owner) {
        fill();
        menu.show(owner, Side.BOTTOM, 0, 4);
    }

    void showAt(double screenX, double screenY) {
        fill();
        menu.show(card, screenX, screenY);
    }

    void hide() {
        menu.hide();
    }

    /// What the menu and the keys of this card are about.
    List<String> meant() {
        String id = card.data().id();
        return model.selection().isSeveral() && model.selection().isChosen(id)
                ? model.selection().ids()
                : List.of(id);
    }

    private void fill() {
        List<String> ids = meant();
        boolean isOne = ids.size() == 1;
        String id = card.data().id();
        menu.getItems().clear();
        if (isOne) {
            add("Show tensors", () -> model.select(Optional.of(id)));
        }
        actions.onward(ids).forEach(action -> add(action.word(), action.run()));
        if (!menu.getItems().isEmpty()) {
            menu.getItems().add(new SeparatorMenuItem());
        }
        if (isOne && card.data().isThere()) {
            add("Provenance", () -> origins.show(id, card));
        }
        actions.files(ids).forEach(action -> add(action.word(), action.run()));
        if (isOne) {
            menu.getItems().add(new SeparatorMenuItem());
            add("Rename…", card::rename);
            add("Locate its file…", () -> model.locateFile(id));
            add("Locate its folder…", () -> model.locateFolder(id));
        }
        menu.getItems().add(new SeparatorMenuItem());
        add(
                isOne
                        ? "Remove from the workspace"
                        : "Remove " + ids.size() + " from the workspace",
                () -> actions.remove(ids));
    }

    private void add(String word, Runnable action) {
        MenuItem item = new MenuItem(word);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        menu.getItems().add(item);
    }
}
