"""ast.literal_eval: what is a literal, and what is said of the rest."""
import ast
for s in ("1","-1","+2","1.5e3","'a' 'b'","b'x'","[1,(2,3),{4:5},{6}]","None","True","...","1+2j","-1-2j","1+2","{}","set()","()","(1,)","[]","{'a':[1,{'b':None}]}"," 1","\n1","1 # c","f'x'","x","[x]","a.b","f()","__import__('os')","1 if 1 else 2","[i for i in [1]]","lambda: 1","{1,*[2]}","{**{}}","'a'*3","not True","~1","1<2","'a' % 1","","1 2","{[]:1}","- 'a'","1_000","0x1f","(1","'\\n'","5 - 3","2j + 1","[1][0]", "*[1]", "x := 1", "1e400", "'\\ud800'"):
    try: print(repr(s), repr(ast.literal_eval(s)))
    except Exception as e: print(repr(s), type(e).__name__, str(e).split(' at 0x')[0])
