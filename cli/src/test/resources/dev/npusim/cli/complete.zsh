# zsh -f complete.zsh SCRIPT LINE...: types each line and a tab into an interactive zsh that has
# read the script, and prints what the line has become.
zmodload zsh/zpty
script=$1
shift
zpty -b shell "TERM=dumb zsh -f -i"
zpty -w shell "autoload -U compinit; compinit -u -D; source $script"
# Ctrl-X ends a line without running it. The marks are not written out, as they are echoed.
zpty -w shell 'show() { print -r -- "B""EGIN${BUFFER}E""ND"; BUFFER=; }; zle -N show'
zpty -w shell 'bindkey "^X" show; bindkey "^I" complete-word; PS1=; print REA""DY'
zpty -r -m shell said '*READY*'
for line; do
  zpty -w -n shell "$line"$'\t'$'\x18'
  zpty -r -m shell said '*BEGIN*END*'
  said=${said##*BEGIN}
  print -r -- "${said%%END*}"
done
