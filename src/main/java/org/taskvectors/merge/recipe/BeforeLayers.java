package org.taskvectors.merge.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Placement;

/// Which tensors outside the layers stand before them, and so come from the first of several
/// slices; all others come from the last. mergekit has a list for each architecture (`pre_weights`,
/// `post_weights`); these rules give the same for all of them whose stack has slices.
final class BeforeLayers {
    private static final Set<String> PARTS =
            Set.of("wte", "wpe", "relative_pe", "rotary_pos_emb", "rotary_emb", "patch_conv");

    private BeforeLayers() {}

    static boolean is(Placement placement) {
        ModuleFamily family = placement.kind().family();
        // GPT-NeoX's head is called embed_out.
        if (family == ModuleFamily.HEAD || placement.stripped().startsWith("embed_out.")) {
            return false;
        }
        return family == ModuleFamily.EMBEDDING
                || Arrays.stream(placement.stripped().toLowerCase(Locale.ROOT).split("\\.", -1))
                        .anyMatch(BeforeLayers::isBefore);
    }

    private static boolean isBefore(String part) {
        return PARTS.contains(part) || part.contains("embed") || part.endsWith("_pre");
    }
}
