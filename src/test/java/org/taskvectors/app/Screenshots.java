package org.taskvectors.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableView;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import javax.imageio.ImageIO;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.library.TensorNode;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.ThemeChoice;
import org.taskvectors.workspace.WorkspaceState;

/// Makes the pictures of every place, light and dark, that the README shows: the real window on the
/// sample workspace, drawn at twice its size without a display. Then those of the guide, light, in
/// a smaller window, as large as it is.
///
/// `./mvnw -q -DskipTests test-compile exec:exec@screenshots`
///
/// The picture of Train needs a run of some minutes on rows that are not ours: it is made where
/// `-Dscreenshots.rows=FILE` names the training rows of SST-2.
public final class Screenshots {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final int SCALE = 2;

    /// As large as the guide shows its pictures in a large window.
    private static final double GUIDE_WIDTH = 1024;

    private static final double GUIDE_HEIGHT = 700;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final long SETTLED_MILLIS = 1_500;

    private static final String MERGE_FORM = "merge.form";

    /// What a merge begins with.
    private static final String SUM = "task_arithmetic";

    private static final long RUN_MILLIS = 1_800_000;

    private final Path target;
    private final Path guide;
    private final Optional<Path> rows;
    private final Workbench workbench;
    private final Scene scene;

    private Screenshots(
            Path target, Path guide, Optional<Path> rows, Workbench workbench, Scene scene) {
        this.target = target;
        this.guide = guide;
        this.rows = rows;
        this.workbench = workbench;
        this.scene = scene;
    }

    /// @param arguments the folder for the README's pictures; that for the guide's; a file of rows
    ///   to train on, or nothing
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        Path guide = Path.of(arguments[1]);
        Optional<Path> rows =
                Optional.of(arguments)
                        .filter(all -> all.length > 2 && !all[2].isBlank())
                        .map(all -> Path.of(all[2]));
        DataFolder data = DataFolder.ofSystem();
        Files.deleteIfExists(data.workspaceFile());
        CompletableFuture<Screenshots> opened = new CompletableFuture<>();
        try (ServedSample served = ServedSample.in(Path.of(System.getProperty("user.home")))) {
            Platform.startup(
                    () -> opened.complete(open(target, guide, rows, data, served.models())));
            opened.get().take();
        }
        Platform.exit();
    }

    private static Screenshots open(
            Path target, Path guide, Optional<Path> rows, DataFolder data, HubModels models) {
        Stylesheets.loadFonts();
        Workbench workbench =
                new Workbench(
                        "Task Vector Workbench",
                        data,
                        Sample.find(data),
                        ThisMachine.processorOnly(data),
                        models,
                        new NoDialogs(),
                        Platform::runLater);
        Stage stage = new Stage(StageStyle.UNDECORATED);
        Scene scene = new Scene(workbench.node(), WIDTH, HEIGHT);
        Stylesheets.apply(scene, Theme.LIGHT);
        stage.setScene(scene);
        stage.show();
        stage.setRenderScaleX(SCALE);
        stage.setRenderScaleY(SCALE);
        workbench.focusPlace();
        workbench.openSample();
        return new Screenshots(target, guide, rows, workbench, scene);
    }

    private void take() throws Exception {
        until(() -> state().tickedItems().size() == 2 && state().place().equals("compare"));
        update(state -> state.withTheme(ThemeChoice.LIGHT));
        onWindow(
                () -> {
                    workbench.sandbox().tryVectors(state().tickedItems());
                    return true;
                });
        until(
                () ->
                        workbench.sandbox().exchange().asked().isPresent()
                                && !workbench.sandbox().exchange().busyProperty().get());
        evaluate();
        merge();
        if (rows.isPresent()) {
            train(rows.get());
        }
        update(state -> state.withPlace("compare"));
        FileItem vector = item(Role.VECTOR, "SST-2");
        FileItem base = state().files(Role.BASE).getFirst();
        FileItem tuned = item(Role.TUNED, "sample MNLI");
        for (Theme theme : Theme.values()) {
            onWindow(
                    () -> {
                        Stylesheets.apply(scene, theme);
                        workbench
                                .themes()
                                .choose(theme.isDark() ? ThemeChoice.DARK : ThemeChoice.LIGHT);
                        return theme;
                    });
            shoot("compare", theme);
            update(state -> state.withPlace("library").withChoice("library.selected", vector.id()));
            settle();
            onWindow(() -> chooseTensor("layers.5", "mlp", "down_proj"));
            shoot("library", theme);
            update(
                    state ->
                            state.withPlace("extract")
                                    .withChoice("extract.base", base.id())
                                    .withChoice("extract.tuned", tuned.id()));
            shoot("extract", theme);
            update(state -> state.withPlace("merge"));
            shoot("merge", theme);
            if (rows.isPresent()) {
                update(state -> state.withPlace("train"));
                shoot("train", theme);
            }
            update(state -> state.withPlace("sandbox"));
            shoot("sandbox", theme);
            update(state -> state.withChoice(SandboxViewModel.WORK, "evaluate"));
            shoot("evaluate", theme);
            update(state -> state.withChoice(SandboxViewModel.WORK, ""));
            update(state -> state.withPlace("compare"));
        }
        guide();
        onWindow(
                () -> {
                    workbench.close();
                    return true;
                });
    }

    /// The guide's pictures: the places as the README's pictures left them.
    private void guide() throws Exception {
        onWindow(
                () -> {
                    Stylesheets.apply(scene, Theme.LIGHT);
                    workbench.themes().choose(ThemeChoice.LIGHT);
                    scene.getWindow().setWidth(GUIDE_WIDTH);
                    scene.getWindow().setHeight(GUIDE_HEIGHT);
                    return true;
                });
        for (String place : List.of("compare", "library", "extract", "merge", "sandbox")) {
            update(state -> state.withPlace(place));
            save(guide, place + ".png", 1);
        }
        update(state -> state.withChoice(SandboxViewModel.WORK, "evaluate"));
        save(guide, "evaluate.png", 1);
        if (rows.isPresent()) {
            update(state -> state.withPlace("train"));
            save(guide, "train.png", 1);
        }
        hub();
    }

    /// What a model on a hub holds.
    private void hub() throws Exception {
        onWindow(
                () -> {
                    workbench
                            .library()
                            .find(FinderWords.of(ServedSample.NAME))
                            .commands()
                            .getFirst()
                            .action()
                            .run();
                    return true;
                });
        press("#hub-look");
        while (!onWindow(
                () ->
                        scene.lookup("#hub-files") instanceof TableView<?> table
                                && !table.getItems().isEmpty())) {
            Thread.sleep(50);
        }
        save(guide, "hub.png", 1);
    }

    /// Sweeps both vectors over a few sentences of our own.
    private void evaluate() throws Exception {
        onWindow(
                () -> {
                    workbench
                            .evaluate()
                            .data()
                            .add(List.of(resource("reviews.tsv"), resource("pairs.tsv")));
                    return true;
                });
        update(state -> state.withChoice(SandboxViewModel.WORK, "evaluate"));
        until(
                () ->
                        workbench.evaluate().data().choicesProperty().get().size() == 2
                                && workbench.evaluate().runs().wrong().isEmpty());
        onWindow(
                () -> {
                    workbench.evaluate().runs().run();
                    return true;
                });
        until(
                () ->
                        workbench
                                .evaluate()
                                .findings()
                                .studyProperty()
                                .get()
                                .filter(study -> study.isDone())
                                .isPresent());
        update(state -> state.withChoice(SandboxViewModel.WORK, ""));
    }

    /// Looks at what TIES would make of both vectors.
    private void merge() throws Exception {
        update(state -> state.withPlace("merge"));
        press("#merge-begin");
        while (!state().choice(MERGE_FORM, "").contains(SUM)) {
            Thread.sleep(50);
        }
        update(
                state ->
                        state.withChoice(
                                MERGE_FORM, state.choice(MERGE_FORM, "").replace(SUM, "ties")));
        settle();
        press("#merge-preview");
        while (!onWindow(
                () ->
                        scene.lookup("#merge-table") instanceof TableView<?> table
                                && !table.getItems().isEmpty())) {
            Thread.sleep(50);
        }
    }

    /// Presses a button as soon as that can be done.
    private void press(String query) throws Exception {
        while (!onWindow(
                () -> {
                    boolean isThere =
                            scene.lookup(query) instanceof Button button && !button.isDisabled();
                    if (isThere) {
                        ((Button) scene.lookup(query)).fire();
                    }
                    return isThere;
                })) {
            Thread.sleep(50);
        }
    }

    /// Trains every weight of the sample's base.
    private void train(Path file) throws Exception {
        update(state -> state.withPlace("train"));
        until(() -> !workbench.train().form().formProperty().get().base().isEmpty());
        onWindow(
                () -> {
                    workbench.train().form().chooseWhole();
                    workbench.train().form().takeRows(file);
                    return true;
                });
        until(() -> workbench.train().form().formProperty().get().train().isPresent());
        // What is asked anew after a change comes later; until then nothing starts.
        while (!onWindow(this::isStarted)) {
            Thread.sleep(50);
        }
        until(() -> !workbench.train().runs().isAnyOn(), RUN_MILLIS);
        until(() -> workbench.train().runs().endedProperty().get().isPresent());
    }

    private boolean isStarted() {
        if (!workbench.train().wrong().isEmpty()) {
            return false;
        }
        workbench.train().start();
        return true;
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(Screenshots.class.getResource("/screenshots/" + name))
                        .toURI());
    }

    /// Unfolds the tensor tree down to a tensor and selects it.
    private boolean chooseTensor(String... labels) {
        TreeTableView<?> tree = (TreeTableView<?>) scene.lookup(".tree-table-view");
        choose(tree, labels);
        return true;
    }

    private static <T> void choose(TreeTableView<T> tree, String... labels) {
        TreeItem<T> item = tree.getRoot();
        for (String label : labels) {
            item.setExpanded(true);
            item =
                    item.getChildren().stream()
                            .filter(child -> ((TensorNode) child.getValue()).label().equals(label))
                            .findFirst()
                            .orElseThrow();
        }
        tree.getSelectionModel().select(item);
    }

    private WorkspaceState state() {
        return workbench.context().state().get();
    }

    private FileItem item(Role role, String name) {
        return state().files(role).stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void update(java.util.function.UnaryOperator<WorkspaceState> change) {
        workbench.context().workspace().update(change);
    }

    private void shoot(String name, Theme theme) throws Exception {
        save(target, name + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png", SCALE);
    }

    private void save(Path folder, String file, int scale) throws Exception {
        settle();
        // Not a snapshot of the scene: its figures would be drawn once and then enlarged.
        BufferedImage image = onWindow(() -> workbench.picture(scale).image());
        Files.createDirectories(folder);
        ImageIO.write(image, "png", folder.resolve(file).toFile());
    }

    /// Waits until no job runs, and then a little for what is drawn afterwards.
    private void settle() throws Exception {
        Thread.sleep(SETTLED_MILLIS);
        until(() -> workbench.context().background().jobs().unfinished().isEmpty());
        Thread.sleep(SETTLED_MILLIS);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        until(condition, PATIENCE_MILLIS);
    }

    private static void until(BooleanSupplier condition, long millis) throws InterruptedException {
        long end = System.currentTimeMillis() + millis;
        while (!condition.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("the window did not get there in time");
            }
            Thread.sleep(50);
        }
    }

    private static <T> T onWindow(Callable<T> action)
            throws ExecutionException, InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(
                () -> {
                    try {
                        result.complete(action.call());
                    } catch (IOException e) {
                        result.completeExceptionally(new UncheckedIOException(e));
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        return result.get();
    }
}
