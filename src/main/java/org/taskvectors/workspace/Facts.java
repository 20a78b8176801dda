package org.taskvectors.workspace;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Dictionaries;

/// What a card says about a checkpoint, kept in the workspace so that a card can still say it when
/// the files are gone.
///
/// @param format what the bytes turned out to be: `safetensors file`, `Hugging Face folder`
/// @param architecture the label of its naming scheme: `Llama`
/// @param parameters weights in all its tensors
/// @param dtypes labels of its dtypes, the one with most weights first; of what is quantised the
///   encoding's: `NF4`
/// @param bytes bytes of the weight files on disk
/// @param files how many weight files there are
/// @param layers how many layers its names show
/// @param tensors how many tensors it has
/// @param of for a vector the name of the fine-tuned model that it came from, else empty
/// @param on for a vector the name of its base, else what its configuration names as one, else
///   empty
/// @param notes what was noticed and is no error
/// @param bitsPerWeight bits on disk for one weight where some are quantised, scales and headers
///   included; else NaN
/// @param adapter what else there is to say where it is an adapter
/// @param dictionaries the dictionaries with tensors in its file, where a person may say which is
///   meant
/// @param partial of a partial vector how much it is of; empty otherwise
/// @param layout the names and shapes of its tensors; of a vector those of its recorded base
public record Facts(
        String format,
        String architecture,
        long parameters,
        List<String> dtypes,
        long bytes,
        int files,
        int layers,
        int tensors,
        String of,
        String on,
        List<String> notes,
        double bitsPerWeight,
        Optional<AdapterFacts> adapter,
        Optional<Dictionaries> dictionaries,
        String partial,
        Layout layout) {
    public Facts {
        dtypes = List.copyOf(dtypes);
        notes = List.copyOf(notes);
    }

    /// Of what is neither quantised nor an adapter.
    public Facts(
            String format,
            String architecture,
            long parameters,
            List<String> dtypes,
            long bytes,
            int files,
            int layers,
            int tensors,
            String of,
            String on,
            List<String> notes) {
        this(
                format,
                architecture,
                parameters,
                dtypes,
                bytes,
                files,
                layers,
                tensors,
                of,
                on,
                notes,
                Double.NaN,
                Optional.empty(),
                Optional.empty(),
                "",
                Layout.UNKNOWN);
    }

    /// The same with another layout.
    Facts withLayout(Layout newLayout) {
        return with(adapter, newLayout);
    }

    /// The same of an adapter.
    Facts withAdapter(AdapterFacts newAdapter) {
        return with(Optional.of(newAdapter), layout);
    }

    private Facts with(Optional<AdapterFacts> newAdapter, Layout newLayout) {
        return new Facts(
                format,
                architecture,
                parameters,
                dtypes,
                bytes,
                files,
                layers,
                tensors,
                of,
                on,
                notes,
                bitsPerWeight,
                newAdapter,
                dictionaries,
                partial,
                newLayout);
    }

    /// What it names as its base: a vector's origin, an adapter's or a model's configuration; may
    /// be empty.
    public String namedBase() {
        return on.isBlank() ? adapter.map(AdapterFacts::base).orElse("") : on;
    }

    /// Whether its weights lie on disk in fewer bits than they are read as.
    public boolean isQuantized() {
        return !Double.isNaN(bitsPerWeight);
    }
}
