package org.taskvectors.app;

import com.sun.javafx.tk.TKClipboard;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.input.DataFormat;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;

/// Drag events with files, as a file manager causes them. The headless platform's robot cannot drag
/// from outside, so the events are made here.
final class Drops {
    private Drops() {}

    /// Fires an event of that type, with those files on its board, at a node. Call it on the
    /// window's thread.
    static void fire(Node node, EventType<DragEvent> type, List<Path> paths) {
        DragEvent event =
                new DragEvent(
                        null,
                        node,
                        type,
                        board(paths),
                        300,
                        300,
                        300,
                        300,
                        TransferMode.COPY,
                        null,
                        null,
                        null);
        node.fireEvent(event);
    }

    private static Dragboard board(List<Path> paths) {
        Object clipboard =
                Proxy.newProxyInstance(
                        Drops.class.getClassLoader(),
                        new Class<?>[] {TKClipboard.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "getContentTypes" -> Set.of(DataFormat.FILES);
                                    case "hasContent" -> DataFormat.FILES.equals(arguments[0]);
                                    case "getContent" ->
                                            DataFormat.FILES.equals(arguments[0])
                                                    ? files(paths)
                                                    : null;
                                    case "getTransferModes" -> EnumSet.of(TransferMode.COPY);
                                    default -> null;
                                });
        try {
            Constructor<Dragboard> constructor =
                    Dragboard.class.getDeclaredConstructor(TKClipboard.class);
            constructor.setAccessible(true);
            return constructor.newInstance(clipboard);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<File> files(List<Path> paths) {
        return paths.stream().map(Path::toFile).toList();
    }
}
