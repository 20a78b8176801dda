# The peer of org.taskvectors.device.torch.PrefillBenchmark: transformers in bfloat16 on a Llama of the same shape.
# Run: python src/bench/python/prefill.py [rounds], with torch and transformers (2.15 and 5.24 were used).
# CPU=1 counts the processor's seconds instead of the clock's, for a machine that others use too; set
# OMP_WAIT_POLICY=PASSIVE then, or waiting is counted as work.
import torch,sys,time,os
now=(lambda: sum(os.times()[:2])) if os.environ.get('CPU') else time.time
from transformers import LlamaConfig, LlamaForCausalLM
torch.set_num_threads(2)
c=LlamaConfig(hidden_size=2048,intermediate_size=5632,num_hidden_layers=10,num_attention_heads=16,num_key_value_heads=4,head_dim=128,vocab_size=32000,tie_word_embeddings=True,max_position_embeddings=2048)
torch.set_default_dtype(torch.bfloat16)
m=LlamaForCausalLM(c).eval()
reps=int(sys.argv[1]) if len(sys.argv)>1 else 3
with torch.inference_mode():
    a=[];b=[]
    x=torch.randint(3,32000,(1,1000)); y=torch.randint(3,32000,(16,60))
    for _ in range(reps):
        t=now(); m(x,logits_to_keep=1,use_cache=True); a.append(round(1000/(now()-t)))
        t=now(); m(y,logits_to_keep=1,use_cache=False); b.append(round(960/(now()-t)))
print("transformers 1x1000",a,"16x60",b)
