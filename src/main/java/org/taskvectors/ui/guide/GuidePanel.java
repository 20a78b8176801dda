package org.taskvectors.ui.guide;

import java.util.Objects;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.Nodes;

/// The panel of the guide: its pages at the left, the page that is read at the right.
public final class GuidePanel extends ModalPanel {
    private static final KeyCombination BACK =
            new KeyCodeCombination(KeyCode.LEFT, KeyCombination.ALT_DOWN);
    private static final double SIDE = 152;
    private static final double LINE = 32;

    private final GuideViewModel model;
    private final GuideBook book;
    private final ListView<GuideViewModel.Entry> contents = new ListView<>();
    private final ScrollPane paper = new ScrollPane();
    private final Button back = new Button("Back", FontIcon.of(Feather.ARROW_LEFT, 14));
    private final Label outside = new Label();
    private final HBox address = new HBox(8);
    private @Nullable Node focusBefore;
    private boolean filling;

    /// @param below what rests while the panel is shown
    public GuidePanel(GuideViewModel model, GuideBook book, Node below) {
        super("guide-panel", below, model::hide, () -> 0);
        this.model = model;
        this.book = book;
        getStylesheets()
                .add(
                        Objects.requireNonNull(GuidePanel.class.getResource("guide.css"))
                                .toExternalForm());
        getChildren().setAll(card());
        visible(this, false);
        model.shownProperty().addListener((_, _, isShown) -> shown(isShown));
        model.pageProperty()
                .addListener(
                        (_, _, page) -> {
                            if (isVisible()) {
                                fill(page);
                            }
                        });
        model.addressProperty().addListener((_, _, _) -> sayAddress());
        addEventFilter(KeyEvent.KEY_PRESSED, this::keys);
    }

    private void keys(KeyEvent event) {
        if (BACK.match(event)) {
            model.back();
            event.consume();
        } else if (event.getCode() == KeyCode.F1) {
            model.hide();
            event.consume();
        }
    }

    private Node card() {
        contents.setId("guide-contents");
        contents.setAccessibleText("Pages of the guide");
        contents.getItems().setAll(model.contents());
        contents.setCellFactory(_ -> new Line());
        contents.setFixedCellSize(LINE);
        contents.setMinWidth(SIDE);
        contents.setPrefWidth(SIDE);
        contents.setMaxWidth(SIDE);
        contents.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (!filling && chosen != null) {
                                model.choose(chosen);
                            }
                        });
        paper.setId("guide-paper");
        paper.setFitToWidth(true);
        paper.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        paper.setFocusTraversable(true);
        paper.vvalueProperty().addListener((_, _, value) -> model.scrolled(value.doubleValue()));
        HBox.setHgrow(paper, Priority.ALWAYS);
        HBox both = new HBox(16, contents, paper);
        VBox.setVgrow(both, Priority.ALWAYS);
        both.setMinHeight(120);
        VBox card = new VBox(both, actions());
        card.getStyleClass().addAll("floating-card", "guide-card");
        card.setAccessibleText("Guide");
        return card;
    }

    private Node actions() {
        back.setId("guide-back");
        back.disableProperty().bind(model.hasEarlierProperty().not());
        back.setOnAction(_ -> model.back());
        outside.setId("guide-address");
        outside.setWrapText(true);
        outside.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(outside, Priority.ALWAYS);
        Button take = new Button("Copy the address");
        take.setMinWidth(Region.USE_PREF_SIZE);
        take.setOnAction(_ -> Copying.text(model.addressProperty().get()));
        address.getChildren().setAll(outside, take);
        address.getStyleClass().add("guide-address");
        HBox.setHgrow(address, Priority.ALWAYS);
        visible(address, false);
        Button text = new Button("Copy page");
        text.setOnAction(_ -> Copying.text(model.pageProperty().get().markdown()));
        Button close = new Button("Close");
        close.setId("guide-close");
        close.setOnAction(_ -> model.hide());
        for (Button button : new Button[] {back, text, close}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        HBox actions = new HBox(8, back, address, Nodes.space(), text, close);
        actions.getStyleClass().add("guide-actions");
        return actions;
    }

    private void sayAddress() {
        String asked = model.addressProperty().get();
        outside.setText("Outside the program, which opens nothing there: " + asked);
        visible(address, !asked.isEmpty());
    }

    private void shown(boolean isShown) {
        if (isShown) {
            focusBefore = getScene() == null ? null : getScene().getFocusOwner();
            show(true);
            fill(model.pageProperty().get());
            paper.requestFocus();
        } else {
            show(false);
            paper.setContent(null);
            if (focusBefore != null) {
                focusBefore.requestFocus();
            }
            focusBefore = null;
        }
    }

    private void fill(GuidePage page) {
        filling = true;
        contents.getSelectionModel().clearSelection();
        model.contents().stream()
                .filter(entry -> entry.name().equals(page.name()))
                .findFirst()
                .ifPresent(contents.getSelectionModel()::select);
        filling = false;
        GuideBlocks.Built built = GuideBlocks.of(page.document(), book, model::follow);
        boolean isInLinks = isWithin(paper);
        paper.setContent(built.node());
        // The link that was followed is gone; the keys go on with the page that came.
        if (isInLinks) {
            paper.requestFocus();
        }
        paper.setVvalue(page.scroll());
        Region heading = built.anchors().get(page.anchor());
        if (heading != null || page.scroll() > 0) {
            // How high the page is, is known once it is laid out.
            Platform.runLater(() -> scroll(built, page, heading));
        }
    }

    private boolean isWithin(Node node) {
        Node owner = getScene() == null ? null : getScene().getFocusOwner();
        while (owner != null && !owner.equals(node)) {
            owner = owner.getParent();
        }
        return owner != null;
    }

    private void scroll(GuideBlocks.Built built, GuidePage page, @Nullable Region heading) {
        if (!built.node().equals(paper.getContent())) {
            return;
        }
        applyCss();
        layout();
        double hidden = built.node().getHeight() - paper.getViewportBounds().getHeight();
        if (heading == null || hidden <= 0) {
            paper.setVvalue(page.scroll());
        } else {
            double top = heading.getBoundsInParent().getMinY();
            paper.setVvalue(Math.clamp(top / hidden, 0, 1));
        }
    }

    /// A page of the contents.
    private static final class Line extends ListCell<GuideViewModel.Entry> {
        @Override
        protected void updateItem(GuideViewModel.@Nullable Entry entry, boolean empty) {
            super.updateItem(entry, empty);
            setText(entry == null || empty ? null : entry.title());
        }
    }
}
