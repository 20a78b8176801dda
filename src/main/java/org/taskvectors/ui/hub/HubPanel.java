package org.taskvectors.ui.hub;

import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.Nodes;

/// The panel over the library: a model's name on a hub, its files, and the two ways to open it.
/// Escape and a click beside it put it away, and a fetch that runs goes on in the tray.
public final class HubPanel extends ModalPanel {
    private static final String PRIMARY = "primary";

    private final HubViewModel model;
    private final Tooltip whole = new Tooltip();

    @FXML private Label offline;
    @FXML private TextField name;
    @FXML private Button look;
    @FXML private Label reading;
    @FXML private VBox listed;
    @FXML private TableView<FileRow> files;
    @FXML private Label totals;
    @FXML private Label disk;
    @FXML private Label notes;
    @FXML private StackPane progress;
    @FXML private Label said;
    @FXML private MiddleLabel where;
    @FXML private Button close;
    @FXML private Button cancel;
    @FXML private Button open;
    @FXML private Button fetch;

    /// @param below the place that rests while the panel is shown
    @SuppressWarnings("NullAway.Init")
    public HubPanel(HubViewModel model, Node below) {
        super("hub-panel", below, model::hide, model::fraction);
        this.model = model;
        getChildren().setAll(Fxml.load(this, "hub.fxml"));
    }

    @FXML
    void initialize() {
        offline.setText(HubWords.OFFLINE);
        name.textProperty().bindBidirectional(model.textProperty());
        name.setOnAction(_ -> model.look());
        look.setOnAction(_ -> model.look());
        disk.setTooltip(whole);
        bar().setAccessibleText("How far the fetch is");
        progress.getChildren().setAll(bar());
        close.setOnAction(_ -> model.hide());
        cancel.setOnAction(_ -> model.cancel());
        open.setOnAction(_ -> model.open());
        fetch.setOnAction(_ -> model.fetch());
        FileTable.fill(files, model.files());
        model.shownProperty().addListener((_, _, _) -> show());
        model.offlineProperty().addListener((_, _, _) -> refresh());
        model.readingProperty().addListener((_, _, _) -> refresh());
        model.stateProperty().addListener((_, _, _) -> moved());
        model.problemProperty().addListener((_, _, _) -> refresh());
        model.files().changesProperty().addListener((_, _, _) -> refresh());
        show();
    }

    private void show() {
        boolean isShown = model.shownProperty().get();
        show(isShown);
        refresh();
        if (isShown) {
            focus();
            // Who opens it means to write a name, whatever was listed before.
            name.requestFocus();
            name.selectAll();
        }
    }

    private void moved() {
        refresh();
        if (isVisible()) {
            focus();
        }
    }

    /// What had the focus may be gone, and it must not go to what rests below.
    private void focus() {
        files.getSelectionModel().select(0);
        Node to =
                switch (model.stateProperty().get()) {
                    case NAMING -> name;
                    case LOOKING, FETCHING -> cancel;
                    case LISTED -> files;
                    case STOPPED -> fetch.isDisabled() ? close : fetch;
                    case FETCHED -> close;
                };
        if (!(to.equals(name) && name.isFocused())) {
            to.requestFocus();
        }
    }

    private void refresh() {
        HubViewModel.State state = model.stateProperty().get();
        boolean isListed =
                state == HubViewModel.State.LISTED
                        || state == HubViewModel.State.FETCHING
                        || state == HubViewModel.State.STOPPED;
        boolean isBusy =
                state == HubViewModel.State.LOOKING || state == HubViewModel.State.FETCHING;
        visible(offline, model.offlineProperty().get());
        HubViewModel.Reading read = model.readingProperty().get();
        reading.setText(read.words());
        reading.getStyleClass().setAll("label", read.isWrong() ? "bad" : "secondary");
        name.setDisable(isBusy);
        look.setDisable(isBusy || read.name().isEmpty());
        visible(listed, isListed);
        if (isListed) {
            list();
        }
        said(state);
        visible(cancel, isBusy);
        acts(state, isListed);
        showProgress(state == HubViewModel.State.FETCHING);
        visible(progress, bar().isVisible());
    }

    private void list() {
        FileChoice choice = model.files();
        FileTable.fit(files);
        totals.setText(choice.totals());
        choice.listing()
                .ifPresent(
                        listing -> {
                            disk.setText(HubWords.disk(listing));
                            whole.setText(disk.getText());
                            Nodes.say(notes, HubWords.notes(listing));
                        });
    }

    private void said(HubViewModel.State state) {
        String problem = model.problemProperty().get();
        String choice =
                state == HubViewModel.State.LISTED && problem.isEmpty()
                        ? model.files().problem()
                        : "";
        boolean isBad = model.isFailure();
        String text =
                !problem.isEmpty()
                        ? problem
                        : switch (state) {
                            case LOOKING -> "Asking the hub…";
                            case LISTED -> choice;
                            case FETCHED -> model.outcome();
                            default -> "";
                        };
        said.getStyleClass()
                .setAll("label", isBad ? "bad" : choice.isEmpty() ? "secondary" : "warning");
        Nodes.say(said, text);
        visible(where, state == HubViewModel.State.FETCHED);
        model.fetched().ifPresent(what -> where.setWhole(HomePath.of(what.folder())));
    }

    private void acts(HubViewModel.State state, boolean isListed) {
        boolean isStopped = state == HubViewModel.State.STOPPED;
        visible(open, isListed && state != HubViewModel.State.FETCHING);
        open.setText(model.isCached() ? "Open from the cache" : "Open without fetching");
        open.setDisable(!model.canOpen());
        visible(fetch, open.isVisible());
        fetch.setText(isStopped ? "Fetch again" : "Fetch");
        fetch.setDisable(!model.canFetch());
        // One accent: what most people came for, where it can be done.
        Button primary = !isListed ? look : fetch.isDisabled() ? open : fetch;
        for (Button button : List.of(look, open, fetch)) {
            button.getStyleClass().remove(PRIMARY);
        }
        if (state != HubViewModel.State.FETCHED) {
            primary.getStyleClass().add(PRIMARY);
        }
    }
}
