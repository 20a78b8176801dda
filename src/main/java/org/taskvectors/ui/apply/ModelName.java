package org.taskvectors.ui.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.workspace.FileItem;

/// What a model that vectors were put onto is called at first.
final class ModelName {
    private static final int LONGEST = 80;

    private ModelName() {}

    /// Returns `base+sst2+mnli`, with a number where a folder holds that already.
    static String suggest(Optional<FileItem> base, List<FileItem> vectors, Path folder) {
        StringBuilder all =
                new StringBuilder(base.map(FileItem::name).map(FolderNames::plain).orElse("model"));
        vectors.forEach(
                vector ->
                        all.append('+')
                                .append(FolderNames.plain(OutputFormats.stem(vector.name()))));
        String stem = all.length() > LONGEST ? all.substring(0, LONGEST) : all.toString();
        return FolderNames.free(folder, stem);
    }
}
