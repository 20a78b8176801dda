package org.taskvectors.ui.library;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.workspace.FileItem;

/// The library's cards, and beside them the tensors of the chosen one.
final class LibraryController {
    private static final double NARROWEST = 240;
    private static final double GAP = 12;

    private final LibraryViewModel model;
    private final BrowserController browser;
    private final Parent node;

    @FXML private SegmentControl<LibraryViewModel.Filter> filter;
    @FXML private MenuButton open;
    @FXML private StackPane noticeHost;
    @FXML private ScrollPane scroll;
    @FXML private FlowPane cards;
    @FXML private StackPane empty;
    @FXML private Label later;
    @FXML private StackPane browserHost;

    LibraryController(LibraryViewModel model, BrowserController browser) {
        this.model = model;
        this.browser = browser;
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
        model.cards().addListener((ListChangeListener<CardData>) _ -> fill());
        model.selectedProperty().addListener((_, _, item) -> choose(item));
        cards.widthProperty().addListener((_, _, _) -> widths());
        model.noticeProperty().addListener((_, _, notice) -> notice(notice));
        notice(model.noticeProperty().get());
        later.textProperty().bind(model.laterProperty());
        later.visibleProperty().bind(later.textProperty().isNotEmpty());
        later.managedProperty().bind(later.visibleProperty());
        browser.onClose(() -> model.select(Optional.empty()));
        fill();
        choose(model.selectedProperty().get());
    }

    private void label() {
        filter.setOptions(
                List.of(LibraryViewModel.Filter.values()),
                value ->
                        value == LibraryViewModel.Filter.ALL && model.count() > 0
                                ? value.label() + " " + model.count()
                                : value.label());
    }

    private void openMenu() {
        MenuItem files = new MenuItem("Files…");
        files.setOnAction(_ -> model.openFiles());
        MenuItem folder = new MenuItem("Model folder…");
        folder.setOnAction(_ -> model.openFolder());
        open.getItems().setAll(files, folder);
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
        int focusedAt = focusedCard.map(cards.getChildren()::indexOf).orElse(-1);
        cards.getChildren()
                .setAll(model.cards().stream().map(data -> new ItemCard(data, model)).toList());
        focusedCard.ifPresent(card -> focusLike(card, focusedAt));
        label();
        boolean nothing = model.cards().isEmpty();
        empty.setVisible(nothing);
        scroll.setVisible(!nothing);
        empty.getChildren().setAll(model.isEmpty() ? firstSteps() : noneOfThisKind());
        filter.setVisible(!model.isEmpty());
        widths();
        choose(model.selectedProperty().get());
    }

    /// Gives the focus to the card that took the place of the one that had it. Keys would reach
    /// nothing if none had the focus.
    private void focusLike(ItemCard before, int index) {
        List<ItemCard> now = cards.getChildren().stream().map(ItemCard.class::cast).toList();
        Optional<ItemCard> same =
                now.stream()
                        .filter(card -> card.data().id().equals(before.data().id()))
                        .findFirst();
        if (same.isPresent()) {
            same.get().requestFocus();
        } else if (now.isEmpty()) {
            open.requestFocus();
        } else {
            now.get(Math.min(index, now.size() - 1)).requestFocus();
        }
    }

    /// The card that has the focus, or in which something has it.
    private static Optional<ItemCard> cardOf(@Nullable Node focused) {
        for (Node node = focused; node != null; node = node.getParent()) {
            if (node instanceof ItemCard card) {
                return Optional.of(card);
            }
        }
        return Optional.empty();
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
        EmptyState state =
                new EmptyState(
                        "Nothing is open yet",
                        "Drop models, fine-tunes, adapters and task vectors anywhere in this"
                                + " window: Hugging Face folders, "
                                + Formats.ALL.labels()
                                + " files, LoRA adapters, whole or in 4 bits. Only their headers"
                                + " are read, so it takes no time.",
                        files,
                        folder);
        if (model.sample().isThere()) {
            Button sample = new Button("Open the sample workspace");
            sample.setId("open-sample");
            sample.getStyleClass().add("primary");
            sample.setOnAction(_ -> model.openSample());
            state.setActions(sample, files, folder);
        } else {
            folder.getStyleClass().add("primary");
        }
        return state;
    }

    private Node noneOfThisKind() {
        Button all = new Button("Show all");
        all.setOnAction(_ -> filter.setValue(LibraryViewModel.Filter.ALL));
        return new EmptyState(
                "None of this kind",
                "A card's role is guessed when it is opened. Click the role in its corner to change"
                        + " it.",
                all);
    }

    private void choose(Optional<FileItem> item) {
        browserHost.setVisible(item.isPresent());
        browserHost.setManaged(item.isPresent());
        item.ifPresent(browser::show);
        String id = item.map(FileItem::id).orElse("");
        cards.getChildren()
                .forEach(
                        child ->
                                ((ItemCard) child).mark(((ItemCard) child).data().id().equals(id)));
    }

    /// As many columns as fit, all equally wide.
    private void widths() {
        double width = cards.getWidth();
        int columns = Math.clamp((int) ((width + GAP) / (NARROWEST + GAP)), 1, 3);
        double each = Math.floor((width - GAP * (columns - 1)) / columns);
        cards.getChildren().forEach(card -> ((ItemCard) card).setPrefWidth(Math.max(each, 0)));
    }
}
