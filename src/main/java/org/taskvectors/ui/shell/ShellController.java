package org.taskvectors.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.SearchField;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.ui.devices.DeviceTag;
import org.taskvectors.ui.devices.DevicesMenu;
import org.taskvectors.ui.jobs.JobTrayController;
import org.taskvectors.ui.screenshot.Screenshot;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.UndoStack;

/// The window's content: header, rail, the chosen place, tray, and what floats above them.
public final class ShellController {
    private static final KeyCombination FIND =
            new KeyCodeCombination(KeyCode.K, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination OPEN =
            new KeyCodeCombination(KeyCode.O, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination UNDO =
            new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination REDO =
            new KeyCodeCombination(
                    KeyCode.Z, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
    private static final Duration HEAP_PERIOD = Duration.seconds(2);

    private final AppContext context;
    private final List<Place> places;
    private final JobTrayController tray;
    private final Parent node;
    private final Timeline heapClock = new Timeline();
    private @Nullable Place shown;

    @FXML private StackPane root;
    @FXML private Parent content;
    @FXML private HBox header;
    @FXML private Label programName;
    @FXML private StackPane finderField;
    @FXML private MenuButton workspaceName;
    @FXML private VBox standing;
    @FXML private SearchField finder;
    @FXML private Label finderKey;
    @FXML private VBox finderResults;
    @FXML private DeviceTag device;
    @FXML private Tag heap;
    @FXML private MenuButton pictures;
    @FXML private MenuButton settings;
    @FXML private Button help;
    @FXML private VBox rail;
    @FXML private ScrollPane placeScroll;
    @FXML private StackPane placeHost;
    @FXML private StackPane trayHost;
    @FXML private StackPane dropLayer;
    @FXML private VBox dropCard;
    @FXML private Label dropHeadline;
    @FXML private VBox dropItems;
    @FXML private VBox questions;
    @FXML private VBox errors;
    @FXML private StackPane modal;

    private final ErrorCentre centre;
    private final StandingBar standingBar;
    private final Optional<WorkspaceMenu> workspaceMenu;
    private final ModalLayer modals;
    private final FinderController finderController;
    private final PicturesMenu picturesMenu;
    private final SettingsMenu settingsMenu;
    private final DevicesMenu devices;
    private final HelpMenu helpMenu;

    /// @param workspaces the ways to another workspace; empty where there are none
    /// @param offline keeps the program from any network; empty where nothing reaches one
    /// @param places in the order of the rail; the first is shown where the workspace names none
    public ShellController(
            AppContext context,
            ThemeViewModel themes,
            ErrorCentre centre,
            Optional<Workspaces> workspaces,
            Optional<OfflineSwitch> offline,
            JobTrayController tray,
            List<Place> places) {
        this.context = context;
        this.centre = centre;
        this.tray = tray;
        this.places = List.copyOf(places);
        this.node = Fxml.load(this, "shell.fxml");
        this.modals = new ModalLayer(modal, content);
        this.devices = new DevicesMenu(context, device, questions, content);
        this.settingsMenu = new SettingsMenu(themes, offline, centre);
        this.picturesMenu =
                new PicturesMenu(context, themes, this::isResting, content, placeHost, this::place);
        this.helpMenu =
                new HelpMenu(
                        modals,
                        this.places,
                        this::place,
                        () -> isResting() || picturesMenu.isPanelShown(),
                        content);
        this.finderController =
                new FinderController(
                        new CommandFinderViewModel(this::commands, this::things),
                        changed -> places.forEach(place -> place.findable(changed)),
                        finder,
                        finderKey,
                        finderResults);
        this.workspaceMenu =
                workspaces.map(
                        ways ->
                                new WorkspaceMenu(
                                        workspaceName,
                                        ways,
                                        context.dialogs(),
                                        this::rename,
                                        (file, write) ->
                                                LeaveCard.askToReplace(modals, file, write)));
        this.standingBar = new StandingBar(standing, workspaceMenu);
        wire();
    }

    public Parent node() {
        return node;
    }

    /// A picture of the content, in the theme that is shown, without what floats over it.
    public Screenshot picture(int scale) {
        return picturesMenu.picture(scale);
    }

    /// Asks before jobs are cancelled; `end` is done at once where none runs.
    ///
    /// @param act what the person is about to do: `close`
    public void askAboutJobs(String act, Runnable end) {
        LeaveCard.ask(modals, context.background().jobs(), act, end);
    }

    /// Asks before what was not saved is lost.
    ///
    /// @param act what the person is about to do: `close`
    public void askAboutUnsaved(String act, Runnable end) {
        LeaveCard.askUnsaved(modals, act, workspaceMenu.map(menu -> (Runnable) menu::saveAs), end);
    }

    private void rename() {
        new RenameCard(modals, context).show();
    }

    /// Says, as long as it is so, why nothing of this window is saved.
    public void showStanding(Optional<Failure> why) {
        standingBar.show(why);
    }

    /// Gives the focus to the rail's button of the shown place.
    public void focusRail() {
        rail.getChildren().stream()
                .filter(button -> ((ToggleButton) button).isSelected())
                .findFirst()
                .ifPresent(Node::requestFocus);
    }

    public void close() {
        heapClock.stop();
        devices.close();
        tray.close();
        places.forEach(Place::close);
    }

    private void wire() {
        new DropController(
                new DropViewModel(
                        context.background(), WorkspaceOpening::recognise, context.opening()),
                root,
                dropLayer,
                dropCard,
                dropHeadline,
                dropItems);
        new ErrorPanel(centre, errors);
        trayHost.getChildren().setAll(tray.node());
        rail.getChildren().setAll(places.stream().map(this::railButton).toList());
        HeaderFit.install(header, finderField, List.of(programName, device, heap));
        settingsMenu.fill(settings, devices.item());
        root.getChildren().add(devices.panel());
        root.getChildren().addAll(picturesMenu.panels());
        root.getChildren().add(helpMenu.layer());
        pictures.getItems().setAll(picturesMenu.items());
        help.setOnAction(_ -> helpMenu.showCard());
        showMachine();
        heapClock.getKeyFrames().setAll(new KeyFrame(HEAP_PERIOD, _ -> showMachine()));
        heapClock.setCycleCount(Animation.INDEFINITE);
        heapClock.play();
        root.addEventFilter(KeyEvent.KEY_PRESSED, this::keys);
        devices.look();
        context.state().addListener((_, _, state) -> show(state));
        show(context.state().get());
    }

    private void show(WorkspaceState state) {
        workspaceName.setText(state.name());
        Place place =
                places.stream()
                        .filter(candidate -> candidate.id().equals(state.place()))
                        .findFirst()
                        .orElse(places.getFirst());
        if (place.equals(shown)) {
            return;
        }
        Optional.ofNullable(shown).ifPresent(Place::hidden);
        shown = place;
        Focus.leave(placeHost, rail.getChildren().get(places.indexOf(place)));
        placeHost.getChildren().setAll(place.node());
        placeScroll.setHvalue(0);
        placeScroll.setVvalue(0);
        for (int i = 0; i < places.size(); i++) {
            ((ToggleButton) rail.getChildren().get(i)).setSelected(places.get(i).equals(place));
        }
        place.shown();
    }

    private Node railButton(Place place) {
        ToggleButton button = new ToggleButton(place.word(), FontIcon.of(place.icon(), 20));
        button.getStyleClass().setAll("rail-button");
        button.setId("rail-" + place.id());
        button.setOnAction(
                _ -> {
                    button.setSelected(true);
                    context.navigation().go(place.id());
                });
        return button;
    }

    /// Whether a card rests the window.
    private boolean isResting() {
        return modals.isShown() || devices.isShown() || helpMenu.isShown();
    }

    private void keys(KeyEvent event) {
        boolean isUndo = UNDO.match(event) || REDO.match(event);
        boolean mayUndo = picturesMenu.isSheetShown() && isUndo;
        if (isResting() || (picturesMenu.isPanelShown() && !mayUndo)) {
            return;
        }
        int digit = event.isShortcutDown() ? "123456789".indexOf(event.getText()) : -1;
        if (FIND.match(event)) {
            finderController.open();
        } else if (OPEN.match(event)) {
            context.opening().open(context.dialogs().openFiles("Open checkpoints"));
        } else if (UNDO.match(event) && !isInText(event)) {
            context.undo().undo();
        } else if (REDO.match(event) && !isInText(event)) {
            context.undo().redo();
        } else if (digit >= 0 && digit < places.size() && !event.getText().isEmpty()) {
            context.navigation().go(places.get(digit).id());
        } else if (!picturesMenu.isAskedBy(event) && !helpMenu.isAskedBy(event)) {
            return;
        }
        event.consume();
    }

    /// A field with a text of its own takes back what was typed in it. One in which nothing was
    /// typed, as the finder that has the focus by itself, leaves the key to the workspace.
    private static boolean isInText(KeyEvent event) {
        return event.getTarget() instanceof TextInputControl text
                && text.isEditable()
                && (text.isUndoable() || text.isRedoable() || !text.getText().isEmpty());
    }

    private Place place() {
        return shown == null ? places.getFirst() : shown;
    }

    private void showMachine() {
        devices.refresh();
        Runtime runtime = Runtime.getRuntime();
        heap.setText("heap " + Amounts.bytes(runtime.totalMemory() - runtime.freeMemory()));
        heap.setAccessibleText("Memory of the program in use: " + heap.getText());
    }

    private List<Command> commands() {
        List<Command> all = new ArrayList<>();
        if (shown != null) {
            all.addAll(shown.commands());
        }
        all.addAll(MenuActs.of(placeHost));
        UndoStack undo = context.undo();
        undo.toUndo()
                .ifPresent(words -> all.add(new Command("Undo " + words, "Ctrl Z", undo::undo)));
        undo.toRedo()
                .ifPresent(
                        words -> all.add(new Command("Redo " + words, "Ctrl Shift Z", undo::redo)));
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            all.add(
                    new Command(
                            "Go to " + place.word(),
                            "Ctrl " + (i + 1),
                            () -> context.navigation().go(place.id())));
        }
        places.stream().filter(p -> !p.equals(shown)).forEach(p -> all.addAll(p.commands()));
        all.addAll(settingsMenu.commands());
        all.addAll(devices.commands());
        workspaceMenu.ifPresent(menu -> all.addAll(menu.commands()));
        all.addAll(picturesMenu.commands());
        all.addAll(helpMenu.commands());
        return all;
    }

    private Found things(FinderWords words) {
        List<Found> all = places.stream().map(place -> place.find(words)).toList();
        return new Found(
                all.stream().flatMap(found -> found.commands().stream()).toList(),
                all.stream().mapToInt(Found::count).sum(),
                all.stream()
                        .map(Found::note)
                        .filter(note -> !note.isEmpty())
                        .collect(Collectors.joining(" · ")));
    }
}
