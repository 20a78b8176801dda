package org.taskvectors.ui.shell;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/// Fits the header into a narrow window: what can be read elsewhere gives its room to the
/// workspace's name and the finder.
final class HeaderFit {
    /// Below this the program's name and the machine's figures are left out.
    private static final double NARROW = 1000;

    private static final double WIDEST_FINDER = 420;
    private static final double LEAST_FINDER = 200;
    private static final double SHARE = 0.38;

    private HeaderFit() {}

    /// @param finder gets narrower with the header
    /// @param spare is left out where the header is narrow
    static void install(Region header, Region finder, List<Node> spare) {
        header.widthProperty()
                .subscribe(
                        width -> {
                            double wide = width.doubleValue();
                            finder.setMaxWidth(
                                    Math.clamp(wide * SHARE, LEAST_FINDER, WIDEST_FINDER));
                            boolean isNarrow = wide > 0 && wide < NARROW;
                            for (Node node : spare) {
                                node.setVisible(!isNarrow);
                                node.setManaged(!isNarrow);
                            }
                        });
    }
}
