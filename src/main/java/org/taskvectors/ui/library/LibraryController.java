package org.taskvectors.ui.library;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.ui.common.Ancestry;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Labelled;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SearchField;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.hub.HubViewModel;
import org.taskvectors.workspace.FileItem;

/// The library's cards, and beside them the tensors of the chosen one.
final class LibraryController {
    private static final double NARROWEST = 240;
    private static final double GAP = 12;

    /// What the head needs with all its buttons.
    private static final double HEAD = 616;

    private final LibraryViewModel model;
    private final BrowserController browser;
    private final CardActions actions;
    private final Origins origins;
    private final HubViewModel hub;
    private final Map<String, ItemCard> known = new HashMap<>();
    private final Parent node;
    private int columns = 1;

    @FXML private SegmentControl<CardFilter> filter;
    @FXML private MenuButton open;
    @FXML private Button fromHub;
    @FXML private StackPane noticeHost;
    @FXML private ScrollPane scroll;
    @FXML private VBox cards;
    @FXML private HBox tools;
    @FXML private SearchField search;
    @FXML private ComboBox<CardSort> sort;
    @FXML private ToggleButton grouped;
    @FXML private StackPane chosenHost;
    @FXML private StackPane empty;
    @FXML private Label later;
    @FXML private StackPane browserHost;

    LibraryController(
            LibraryViewModel model,
            BrowserController browser,
            CardActions actions,
            Origins origins,
            HubViewModel hub) {
        this.model = model;
        this.browser = browser;
        this.actions = actions;
        this.origins = origins;
        this.hub = hub;
        this.node = Fxml.load(this, "library.fxml");
    }

    Parent node() {
        return node;
    }

    @FXML
    void initialize() {
        browserHost.getChildren().setAll(browser.node());
        label();
        filter.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.filterProperty().set(chosen);
                            }
                        });
        open.setOnShowing(_ -> openMenu());
        openMenu();
        fromHub.setOnAction(_ -> hub.show());
        model.cards().addListener((ListChangeListener<CardData>) _ -> fill());
        model.selectedProperty().addListener((_, _, item) -> choose(item));
        cards.widthProperty().addListener((_, _, _) -> widths());
        tools();
        chosenHost.getChildren().setAll(new ChosenBar(model, actions));
        chosenHost.managedProperty().bind(chosenHost.getChildren().getFirst().managedProperty());
        model.selection().idsProperty().addListener((_, _, _) -> mark());
        cards.addEventHandler(KeyEvent.KEY_PRESSED, this::keys);
        model.noticeProperty().addListener((_, _, notice) -> notice(notice));
        notice(model.noticeProperty().get());
        later.textProperty().bind(model.laterProperty());
        later.visibleProperty().bind(later.textProperty().isNotEmpty());
        later.managedProperty().bind(later.visibleProperty());
        browser.onClose(() -> model.select(Optional.empty()));
        fill();
        choose(model.selectedProperty().get());
    }

    private void tools() {
        search.setPromptText("Search name, path, architecture, kind");
        search.textProperty().bindBidirectional(model.view().queryProperty());
        search.setId("library-search");
        sort.getItems().setAll(CardSort.values());
        sort.setConverter(new Labelled<>(CardSort::label));
        sort.setAccessibleText("Order of the cards");
        sort.setTooltip(new Tooltip("The order of the cards"));
        sort.setId("library-sort");
        sort.valueProperty().bindBidirectional(model.view().sortProperty());
        grouped.getStyleClass().setAll("chip");
        grouped.setTooltip(new Tooltip("Each base with what belongs to it"));
        grouped.setId("library-grouped");
        grouped.selectedProperty().bindBidirectional(model.view().groupedProperty());
    }

    private void label() {
        filter.setOptions(
                List.of(CardFilter.values()),
                value ->
                        value == CardFilter.ALL && model.count() > 0
                                ? value.label() + " " + model.count()
                                : value.label());
    }

    private void openMenu() {
        MenuItem files = new MenuItem("Files…");
        files.setOnAction(_ -> model.openFiles());
        MenuItem folder = new MenuItem("Model folder…");
        folder.setOnAction(_ -> model.openFolder());
        MenuItem name = new MenuItem("From a hub…");
        name.setOnAction(_ -> hub.show());
        open.getItems().setAll(files, folder, name);
        List<Path> recent = model.recent();
        if (!recent.isEmpty()) {
            Menu menu = new Menu("Recent");
            recent.forEach(
                    path -> {
                        MenuItem item = new MenuItem(HomePath.of(path));
                        item.setMnemonicParsing(false);
                        item.setOnAction(_ -> model.open(path));
                        menu.getItems().add(item);
                    });
            open.getItems().add(menu);
        }
        if (model.sample().isThere()) {
            MenuItem sample = new MenuItem("The sample workspace");
            sample.setOnAction(_ -> model.openSample());
            open.getItems().addAll(new SeparatorMenuItem(), sample);
        }
    }

    private void fill() {
        Node focused = cards.getScene() == null ? null : cards.getScene().getFocusOwner();
        Optional<ItemCard> focusedCard = cardOf(focused);
        int focusedAt = focusedCard.map(shown()::indexOf).orElse(-1);
        Set<String> used = new HashSet<>();
        cards.getChildren()
                .setAll(
                        model.shelves().stream()
                                .map(shelf -> shelf(shelf, used))
                                .flatMap(List::stream)
                                .toList());
        known.keySet().retainAll(used);
        widths();
        focusedCard.ifPresent(card -> focusLike(card, focusedAt));
        label();
        boolean nothing = model.cards().isEmpty();
        empty.setVisible(nothing);
        scroll.setVisible(!nothing);
        empty.getChildren().setAll(model.isEmpty() ? firstSteps() : noneOfThisKind());
        filter.setVisible(!model.isEmpty());
        tools.setVisible(!model.isEmpty());
        tools.setManaged(!model.isEmpty());
        choose(model.selectedProperty().get());
    }

    private List<Node> shelf(Shelf shelf, Set<String> used) {
        FlowPane pane = new FlowPane(GAP, GAP);
        for (CardData data : shelf.cards()) {
            used.add(data.id());
            ItemCard card = known.get(data.id());
            // One that says the same stays, with its focus; a hundred are not made anew for one.
            if (card == null || !card.data().equals(data)) {
                card = new ItemCard(data, model, actions, origins);
                known.put(data.id(), card);
            }
            pane.getChildren().add(card);
        }
        if (shelf.title().isEmpty()) {
            return List.of(pane);
        }
        Label title = new Label(shelf.title() + "  ·  " + shelf.cards().size());
        title.getStyleClass().addAll("section-label", "shelf-title");
        title.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        return List.of(title, pane);
    }

    /// The cards that are shown, in their order.
    private List<ItemCard> shown() {
        return cards.getChildren().stream()
                .filter(FlowPane.class::isInstance)
                .flatMap(pane -> ((FlowPane) pane).getChildren().stream())
                .map(ItemCard.class::cast)
                .toList();
    }

    /// Gives the focus to the card that took the place of the one that had it. Keys would reach
    /// nothing if none had the focus.
    private void focusLike(ItemCard before, int index) {
        List<ItemCard> now = shown();
        Optional<ItemCard> same =
                now.stream()
                        .filter(card -> card.data().id().equals(before.data().id()))
                        .findFirst();
        if (same.isPresent()) {
            if (cardOf(cards.getScene().getFocusOwner()).filter(same.get()::equals).isEmpty()) {
                same.get().requestFocus();
            }
        } else if (now.isEmpty()) {
            open.requestFocus();
        } else {
            now.get(Math.min(index, now.size() - 1)).requestFocus();
        }
    }

    /// Arrows go from card to card, with Shift they choose all on the way; Ctrl A chooses all,
    /// Escape but the last.
    private void keys(KeyEvent event) {
        if (!(event.getTarget() instanceof ItemCard card)) {
            return;
        }
        List<ItemCard> all = shown();
        int at = all.indexOf(card);
        int to =
                switch (event.getCode()) {
                    case LEFT -> at - 1;
                    case RIGHT -> at + 1;
                    case UP -> at - columns;
                    case DOWN -> at + columns;
                    case HOME -> 0;
                    case END -> all.size() - 1;
                    default -> -2;
                };
        if (to >= 0 && to < all.size()) {
            ItemCard next = all.get(to);
            next.requestFocus();
            reveal(next);
            if (event.isShiftDown()) {
                model.choose(next.data().id(), ChoosingKeys.UP_TO);
            }
        } else if (to == -2 && event.getCode() == KeyCode.A && event.isShortcutDown()) {
            model.selection().all();
        } else if (event.getCode() == KeyCode.ESCAPE && model.selection().isSeveral()) {
            model.chooseOne(card.data().id());
        } else if (to == -2) {
            return;
        }
        event.consume();
    }

    /// Scrolls until the card is in sight.
    private void reveal(ItemCard card) {
        Bounds in = cards.sceneToLocal(card.localToScene(card.getLayoutBounds()));
        double height = scroll.getViewportBounds().getHeight();
        double hidden = cards.getHeight() - height;
        if (hidden <= 0) {
            return;
        }
        double top = scroll.getVvalue() * hidden;
        if (in.getMinY() < top) {
            scroll.setVvalue(in.getMinY() / hidden);
        } else if (in.getMaxY() > top + height) {
            scroll.setVvalue((in.getMaxY() - height) / hidden);
        }
    }

    /// The card that has the focus, or in which something has it.
    private static Optional<ItemCard> cardOf(@Nullable Node focused) {
        return Ancestry.of(focused)
                .filter(ItemCard.class::isInstance)
                .map(ItemCard.class::cast)
                .findFirst();
    }

    private void notice(Optional<Notice> notice) {
        noticeHost.setVisible(notice.isPresent());
        noticeHost.setManaged(notice.isPresent());
        noticeHost
                .getChildren()
                .setAll(
                        notice.stream()
                                .map(said -> new NoticeBar(said, model.noticeProperty()))
                                .toList());
    }

    private Node firstSteps() {
        Button files = new Button("Open files…");
        files.setOnAction(_ -> model.openFiles());
        Button folder = new Button("Open a folder…");
        folder.setOnAction(_ -> model.openFolder());
        Button name = new Button("From a hub…");
        name.setOnAction(_ -> hub.show());
        EmptyState state =
                new EmptyState(
                        "Nothing is open yet",
                        "Drop models, fine-tunes, adapters and task vectors anywhere in this"
                                + " window: Hugging Face folders, "
                                + Formats.ALL.labels()
                                + " files, LoRA adapters, whole or in 4 bits. Only their headers"
                                + " are read, so it takes no time.",
                        files,
                        folder,
                        name);
        if (model.sample().isThere()) {
            Button sample = new Button("Open the sample workspace");
            sample.setId("open-sample");
            sample.getStyleClass().add("primary");
            sample.setOnAction(_ -> model.openSample());
            state.setActions(sample, files, folder, name);
        } else {
            folder.getStyleClass().add("primary");
        }
        return state;
    }

    private Node noneOfThisKind() {
        Button all = new Button("Show all");
        all.setOnAction(
                _ -> {
                    filter.setValue(CardFilter.ALL);
                    search.setText("");
                });
        boolean isSearched = !model.view().queryProperty().get().isBlank();
        return isSearched
                ? new EmptyState(
                        "Nothing has these words",
                        "The search looks at names, paths, architectures, kinds and bases. Every"
                                + " word has to be there.",
                        all)
                : new EmptyState(
                        "None of this kind",
                        "A card's role is guessed when it is opened. Click the role in its corner"
                                + " to change it.",
                        all);
    }

    private void choose(Optional<FileItem> item) {
        browserHost.setVisible(item.isPresent());
        browserHost.setManaged(item.isPresent());
        item.ifPresent(browser::show);
        mark();
    }

    private void mark() {
        shown().forEach(card -> card.mark(model.selection().isChosen(card.data().id())));
    }

    /// As many columns as fit, all equally wide.
    private void widths() {
        double width = cards.getWidth();
        // The menu beside it has it too.
        Nodes.visible(fromHub, width >= HEAD);
        columns = Math.clamp((int) ((width + GAP) / (NARROWEST + GAP)), 1, 3);
        double each = Math.floor((width - GAP * (columns - 1)) / columns);
        shown().forEach(card -> card.setPrefWidth(Math.max(each, 0)));
    }
}
