package org.taskvectors.ui.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.event.EventHandler;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.ui.figures.FigureMenu;

/// What the menus of a place that are in sight can do, as actions of the command finder: exports,
/// tables, and what the ⋯ menu of every figure saves and copies. A card of the library has none
/// here: its menus do not say which card they are of, and the place has actions for the chosen one.
final class MenuActs {
    private static final String FIGURE = "figure";
    private static final String MENU = "menu";

    /// Style class of a card of the library.
    private static final String CARD = "item-card";

    private MenuActs() {}

    /// The actions of the menus in `place` that can be used now.
    static List<Command> of(Node place) {
        return menus(place).flatMap(MenuActs::acts).toList();
    }

    private static Stream<MenuButton> menus(Node node) {
        if (!node.isVisible() || node.isDisabled() || node.getStyleClass().contains(CARD)) {
            return Stream.empty();
        }
        if (node instanceof MenuButton menu) {
            return Stream.of(menu);
        }
        return node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream().flatMap(MenuActs::menus)
                : Stream.empty();
    }

    private static Stream<Command> acts(MenuButton menu) {
        boolean isFigure = menu instanceof FigureMenu;
        String text = Optional.ofNullable(menu.getText()).orElse("");
        if (text.isBlank() && !isFigure) {
            return Stream.empty();
        }
        // Most menus are filled when they open.
        EventHandler<Event> filling = menu.getOnShowing();
        if (filling != null) {
            filling.handle(new Event(MenuButton.ON_SHOWING));
        }
        return menu.getItems().stream()
                .filter(item -> !(item instanceof SeparatorMenuItem) && !item.isDisable())
                .filter(item -> !(isFigure && item instanceof RadioMenuItem))
                .filter(item -> item.getOnAction() != null)
                .map(item -> isFigure ? ofFigure(menu, item) : ofMenu(text, item));
    }

    /// The figure's menu is called `Save or copy: TITLE`.
    private static Command ofFigure(MenuButton menu, MenuItem item) {
        String called = Optional.ofNullable(menu.getAccessibleText()).orElse("");
        String title = called.substring(called.indexOf(':') + 1).strip();
        return new Command(title + ": " + item.getText(), FIGURE, item::fire);
    }

    private static Command ofMenu(String text, MenuItem item) {
        String menu = text.endsWith("…") ? text.substring(0, text.length() - 1) : text;
        return new Command(menu + ": " + item.getText(), MENU, item::fire);
    }
}
