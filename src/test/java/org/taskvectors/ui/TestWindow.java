package org.taskvectors.ui;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.taskvectors.Patience;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.ui.common.Theme;
import org.testfx.api.FxRobot;
import org.testfx.service.query.EmptyNodeQueryException;
import org.testfx.util.WaitForAsyncUtils;

/// A person in front of a window: waits until it shows something, types where the cursor is, and
/// clicks on what stands still. Whoever does not wait types into nothing on a machine that is busy.
public final class TestWindow {
    private static final Duration PATIENCE = Duration.ofSeconds(Patience.SECONDS);
    private static final long MOMENT_MILLIS = 10;

    private TestWindow() {}

    /// Shows `root` in the stage. All tests of a process share it, in an order that differs from
    /// machine to machine; so it is made as large as this test wants it.
    public static Scene show(Stage stage, Parent root, double width, double height) {
        Scene scene = new Scene(root, width, height);
        Stylesheets.apply(scene, Theme.LIGHT);
        stage.setScene(scene);
        stage.setWidth(width);
        stage.setHeight(height);
        stage.show();
        return scene;
    }

    /// Waits until `condition` holds, and then until what the window has to do is done.
    ///
    /// @param condition is asked on the window's thread, as the scene changes meanwhile; a node
    ///   that it looks for may be missing until then
    /// @throws AssertionError after a long time, with what the windows show
    public static void until(Callable<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        AtomicReference<String> missing = new AtomicReference<>("");
        while (!asked(() -> holds(condition, missing))) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "it did not come to that"
                                + missing.get()
                                + "; windows: "
                                + asked(TestWindow::windows));
            }
            WaitForAsyncUtils.sleep(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static boolean holds(Callable<Boolean> condition, AtomicReference<String> missing)
            throws Exception {
        try {
            missing.set("");
            return condition.call();
        } catch (EmptyNodeQueryException e) {
            missing.set(", " + e.getMessage());
            return false;
        }
    }

    /// Gives the focus to a node as soon as it can have it.
    ///
    /// @param find returns the node, which may be made anew until then
    public static void focus(Supplier<? extends Node> find) {
        until(
                () -> {
                    Node node = find.get();
                    if (!node.isFocused() && node.getScene() != null) {
                        node.getScene().getWindow().requestFocus();
                        node.requestFocus();
                    }
                    return node.isFocused();
                });
    }

    /// Gives the focus to a node as soon as it can have it.
    public static void focus(Node node) {
        focus(() -> node);
    }

    /// Types into a field that gets the focus, and waits until the text stands in it.
    public static void write(FxRobot robot, TextInputControl field, String text) {
        focus(field);
        robot.write(text);
        until(() -> field.getText().contains(text));
    }

    /// Calls the window's finder by its keys, and types into it.
    public static void find(FxRobot robot, String words) {
        TextField finder = robot.lookup(".finder-field .text-field").query();
        robot.push(KeyCode.SHORTCUT, KeyCode.K);
        until(finder::isFocused);
        write(robot, finder, words);
    }

    /// Clicks on a node as soon as it is in sight, can be used and is covered by no other window,
    /// such as a tooltip. The pointer goes there and clicks in one step of the window's thread, so
    /// that nothing can move away from under it.
    ///
    /// @param find returns the node, which may be made anew until then
    public static void click(Supplier<? extends Node> find) {
        until(
                () -> {
                    Node node = find.get();
                    if (!isSeen(node) || node.isDisabled() || node.getScene() == null) {
                        return false;
                    }
                    node.getScene().getRoot().applyCss();
                    node.getScene().getRoot().layout();
                    Bounds bounds = node.localToScreen(node.getLayoutBounds());
                    if (bounds.isEmpty() || isCovered(node, bounds)) {
                        return false;
                    }
                    Robot robot = new Robot();
                    robot.mouseMove(bounds.getCenterX(), bounds.getCenterY());
                    robot.mouseClick(MouseButton.PRIMARY);
                    return true;
                });
    }

    /// Clicks on what a query of nodes finds, by a selector or by a text.
    public static void click(FxRobot robot, String query) {
        click(() -> robot.lookup(query).query());
    }

    /// Clicks on the button in sight that says `words`.
    public static void clickButton(FxRobot robot, String words) {
        click(
                () ->
                        robot.lookup(
                                        (Node node) ->
                                                node instanceof Button button
                                                        && words.equals(button.getText())
                                                        && isSeen(node))
                                .query());
    }

    /// Whether a node and all that it is in are visible.
    public static boolean isSeen(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCovered(Node node, Bounds bounds) {
        Point2D centre = new Point2D(bounds.getCenterX(), bounds.getCenterY());
        List<Window> windows = List.copyOf(Window.getWindows());
        int own = windows.indexOf(node.getScene().getWindow());
        return windows.subList(own + 1, windows.size()).stream()
                .anyMatch(
                        window ->
                                window.getX() <= centre.getX()
                                        && centre.getX() <= window.getX() + window.getWidth()
                                        && window.getY() <= centre.getY()
                                        && centre.getY() <= window.getY() + window.getHeight());
    }

    private static List<String> windows() {
        return Window.getWindows().stream()
                .map(
                        window ->
                                window.getClass().getSimpleName()
                                        + (window.isFocused() ? " (focused)" : "")
                                        + " with the focus on "
                                        + (window.getScene() == null
                                                ? "nothing"
                                                : window.getScene().getFocusOwner()))
                .toList();
    }

    /// Asks on the window's thread.
    private static <T> T asked(Callable<T> question) {
        if (Platform.isFxApplicationThread()) {
            throw new IllegalStateException("the window's own thread cannot wait for it");
        }
        FutureTask<T> task = new FutureTask<>(question);
        Platform.runLater(task);
        try {
            return task.get(Patience.SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the window's thread does not answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
