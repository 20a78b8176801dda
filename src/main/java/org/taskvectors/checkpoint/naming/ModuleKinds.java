package org.taskvectors.checkpoint.naming;

/// The module kinds of the architectures that are known by name. Kinds of one architecture that do
/// the same work as another's stand at the same rank.
public final class ModuleKinds {
    public static final ModuleKind Q_PROJ = attention("q_proj", 0);
    public static final ModuleKind K_PROJ = attention("k_proj", 1);
    public static final ModuleKind V_PROJ = attention("v_proj", 2);
    public static final ModuleKind O_PROJ = attention("o_proj", 3);
    public static final ModuleKind GATE_PROJ = feedForward("gate_proj", 0);
    public static final ModuleKind UP_PROJ = feedForward("up_proj", 1);
    public static final ModuleKind DOWN_PROJ = feedForward("down_proj", 2);

    /// Normalisations. One that belongs to no layer is the final norm.
    public static final ModuleKind NORM = new ModuleKind("norm", ModuleFamily.NORM, 30);

    /// Embeddings of tokens, positions and segments, and the norm right after them.
    public static final ModuleKind EMBEDDING =
            new ModuleKind("embedding", ModuleFamily.EMBEDDING, 40);

    /// The module that makes the model's answer, over the vocabulary or over classes.
    public static final ModuleKind HEAD = new ModuleKind("head", ModuleFamily.HEAD, 51);

    static final ModuleKind QKV_PROJ = attention("qkv_proj", 0);
    static final ModuleKind GATE_UP_PROJ = feedForward("gate_up_proj", 0);
    static final ModuleKind ROTARY = new ModuleKind("rotary_emb", ModuleFamily.OTHER, 60);

    static final ModuleKind GPT2_ATTENTION_IN = attention("attn.c_attn", 0);
    static final ModuleKind GPT2_ATTENTION_OUT = attention("attn.c_proj", 3);
    static final ModuleKind GPT2_FEED_FORWARD_IN = feedForward("mlp.c_fc", 1);
    static final ModuleKind GPT2_FEED_FORWARD_OUT = feedForward("mlp.c_proj", 2);
    static final ModuleKind GPT2_MASK = new ModuleKind("attn.mask", ModuleFamily.OTHER, 60);

    static final ModuleKind BERT_QUERY = attention("query", 0);
    static final ModuleKind BERT_KEY = attention("key", 1);
    static final ModuleKind BERT_VALUE = attention("value", 2);
    static final ModuleKind BERT_ATTENTION_OUT = attention("attention.output", 3);
    static final ModuleKind BERT_INTERMEDIATE = feedForward("intermediate", 1);
    static final ModuleKind BERT_OUTPUT = feedForward("output", 2);
    static final ModuleKind BERT_POOLER = new ModuleKind("pooler", ModuleFamily.HEAD, 50);

    static final ModuleKind DISTILBERT_Q = attention("q_lin", 0);
    static final ModuleKind DISTILBERT_K = attention("k_lin", 1);
    static final ModuleKind DISTILBERT_V = attention("v_lin", 2);
    static final ModuleKind DISTILBERT_OUT = attention("out_lin", 3);
    static final ModuleKind DISTILBERT_1 = feedForward("ffn.lin1", 1);
    static final ModuleKind DISTILBERT_2 = feedForward("ffn.lin2", 2);
    static final ModuleKind DISTILBERT_PRE_CLASSIFIER =
            new ModuleKind("pre_classifier", ModuleFamily.HEAD, 50);

    private ModuleKinds() {}

    /// Returns the kind that a name shows if no scheme knows it; it stands after the known ones of
    /// its family.
    static ModuleKind shown(String id, ModuleFamily family) {
        int order =
                switch (family) {
                    case ATTENTION -> 19;
                    case FEED_FORWARD -> 29;
                    case NORM -> 39;
                    case EMBEDDING -> 49;
                    case HEAD -> 59;
                    case OTHER -> 69;
                };
        return new ModuleKind(id, family, order);
    }

    private static ModuleKind attention(String id, int rank) {
        return new ModuleKind(id, ModuleFamily.ATTENTION, 10 + rank);
    }

    private static ModuleKind feedForward(String id, int rank) {
        return new ModuleKind(id, ModuleFamily.FEED_FORWARD, 20 + rank);
    }
}
