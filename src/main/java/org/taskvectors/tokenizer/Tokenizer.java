package org.taskvectors.tokenizer;

import java.util.List;
import java.util.Optional;

/// Turns text into the tokens of one model and back. Several threads may use one at once.
public interface Tokenizer extends AutoCloseable {
    /// Returns where it came from, for people: `tokenizer.json`, `GGUF vocabulary`.
    String source();

    /// Returns how many token ids there are; ids run from 0.
    int size();

    /// Returns the ids of `text`, without adding any. Text that spells a special token
    /// (`<|eot_id|>`) becomes that token.
    List<Integer> encode(String text);

    /// Returns the ids that the model's own tokenizer puts before every text: BOS for most, none
    /// for some.
    List<Integer> prefix();

    /// Returns the ids of `text` as the model expects them: [#prefix], unless the text itself
    /// begins with it, so that BOS is never doubled.
    List<Integer> prompt(String text);

    /// Returns the text of all these tokens, special ones spelled out.
    String decode(List<Integer> ids);

    /// Returns the bytes (UTF-8) that a token adds to a text that it does not begin: a part of a
    /// character where the vocabulary cuts characters.
    byte[] bytes(int id);

    /// Whether it is a special token (BOS, end of turn), which is no text of an answer.
    boolean isSpecial(int id);

    /// Returns a token as the vocabulary spells it (`Ġthe`, `▁the`, `<|eot_id|>`), by which tokens
    /// of vocabularies of one kind are matched; empty if no token has the id.
    Optional<String> spelling(int id);

    /// Returns how a token is shown alone: its text, or its bytes as `<0xE2>` where they are no
    /// whole character.
    String shown(int id);

    /// Returns the tokens that end an answer, from generation_config.json, tokenizer_config.json
    /// and the file's own metadata.
    List<Integer> ends();

    /// Returns the chat template's text; empty if the model has none.
    Optional<String> chatTemplate();

    /// Returns BOS's and EOS's text, as chat templates ask for them.
    Optional<String> text(SpecialToken token);

    /// Returns what a person should know of it: that its own rules put an end token behind every
    /// text, which is left out here.
    default List<String> notes() {
        return List.of();
    }

    /// The special tokens that chat templates know by name.
    enum SpecialToken {
        BOS,
        EOS,
        UNKNOWN,
        PAD
    }

    @Override
    void close();
}
