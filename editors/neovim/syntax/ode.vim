" ODE, the equation language of sctui.
" Written by `python -m lsp.editor_files`; change the language's tables instead.
if exists('b:current_syntax')
  finish
endif
syntax case match
syntax iskeyword @,48-57,_

syntax cluster odeCode contains=odeString,odeNumber,odeOperator,odeWord,odeFunction,odeConstant,odeUnit,odeCall
syntax match odeOperator '->\|\*\*\|//\|[-+*/<>=!]=\|[-+*/%^<>=]'
syntax match odeCall '\<\h\w*\ze[ \t]*('
syntax match odeUnit '\v<%(%([fpnumcdkMG]?%(becquerel|steradian|coulomb|siemens|sievert|ampere|candle|gramme|newton|pascal|radian|second|farad|henry|hertz|joule|katal|liter|litre|lumen|meter|metre|molar|tesla|weber|gram|gray|mole|volt|watt|amp|lux|mol|ohm)|kilogramme|kilogram|kelvin|cm|mm|um)[23]?|MHz|kHz|Hz|fA|fF|fS|kV|mA|mF|mM|mS|mV|ms|nA|nF|nM|nS|nV|ns|pA|pF|pS|ps|uA|uF|uM|uS|uV|us)>'
syntax match odeConstant '\v<%(t_spike|inf|dt|pi|xi|e|t)>'
syntax match odeConstant '\<xi_[0-9A-Za-z_]\+\>'
syntax keyword odeFunction exp log log10 sqrt abs sign floor ceil round int min max clip sin cos tan asin acos atan sinh cosh tanh sigmoid heaviside exprel where piecewise rand randn poisson
syntax keyword odeWord and else if not or unless refractory
syntax match odeNumber '\v[0-9A-Za-z_.]@1<!%([0-9]+\.?[0-9]*|\.[0-9]+)%([eE][-+]?[0-9]+)?'
syntax region odeString start='"' end='"' oneline
syntax region odeString start="'" end="'" oneline
syntax match odeComment '#.*$' contains=@Spell

syntax match odeState '\v%(^[ \t]*d)@<=\h\w*\ze[ \t]*/[ \t]*dt>'
syntax match odeState '\v^[ \t]*\zs\h\w*\ze[ \t]*\[[^\]]*\][ \t]*\=\=@!'
syntax match odeCall '\v^[ \t]*\zs\h\w*\ze[ \t]*\([^)]*\)[ \t]*\=\=@!'
syntax match odeDefinition '\v^[ \t]*\zs\h\w*\ze[ \t]*%(\=\=@!|:)'

syntax match odeHash '\v^[ \t]*#+[ \t]*\ze%(%(reference|category|title|note|tags|doi)[ \t]*:|%(refractory|threshold|reset|plot|time)[ \t]*:|%(on)[ \t]+\h\w*[ \t]*:|%(input)[ \t]*:|%(preset)[ \t]+\h\w*[ \t]*:|%(expect)%([ \t]+\h\w*)?[ \t]*:|%(run)[ \t]*:|%(init)[ \t]*:|%(spike)[ \t]*:)' nextgroup=odeTextKey,odePlainKey,odeNamedKey,odeInput,odePreset,odeExpect,odeRun,odeInit,odeSpike
syntax match odeTextKey '\v%(^[ \t]*#*[ \t]*)@<=%(reference|category|title|note|tags|doi)\ze[ \t]*:' nextgroup=odeTextColon skipwhite
syntax match odeTextColon '[ \t]*:[ \t]*' contained nextgroup=odeText
syntax match odeText '\S.*$' contained contains=@Spell
syntax match odePlainKey '\v%(^[ \t]*#*[ \t]*)@<=%(refractory|threshold|reset|plot|time)\ze[ \t]*:'
syntax match odeNamedKey '\v%(^[ \t]*#*[ \t]*)@<=%(on)\ze[ \t]+\h\w*[ \t]*:' nextgroup=odeNamedLabel skipwhite
syntax match odeNamedLabel '\h\w*' contained
syntax match odeInput '\v%(^[ \t]*#*[ \t]*)@<=%(input)\ze[ \t]*:' nextgroup=odeInputValue skipwhite
syntax match odeInputValue ':.*$' contained contains=@odeCode,odeComment,odeInputWord
syntax keyword odeInputWord contained constant step ramp pulses sine chirp ou poisson file
highlight default link odeInput odeDirective
highlight default link odeInputLabel odeLabel
highlight default link odeInputWord odeFunction
syntax match odePreset '\v%(^[ \t]*#*[ \t]*)@<=%(preset)\ze[ \t]+\h\w*[ \t]*:' nextgroup=odePresetLabel,odePresetValue skipwhite
syntax match odePresetLabel '\h\w*' contained nextgroup=odePresetValue skipwhite
syntax match odePresetValue ':.*$' contained contains=@odeCode,odeComment,odePresetWord
syntax keyword odePresetWord contained constant step ramp pulses sine chirp ou poisson file
highlight default link odePreset odeDirective
highlight default link odePresetLabel odeLabel
highlight default link odePresetWord odeFunction
syntax match odeExpect '\v%(^[ \t]*#*[ \t]*)@<=%(expect)\ze%([ \t]+\h\w*)?[ \t]*:' nextgroup=odeExpectLabel,odeExpectValue skipwhite
syntax match odeExpectLabel '\h\w*' contained nextgroup=odeExpectValue skipwhite
syntax match odeExpectValue ':.*$' contained contains=@odeCode,odeComment,odeExpectWord
syntax keyword odeExpectWord contained rate spikes pattern rheobase latency isi isi_ratio cv cv2 lv fano rest peak trough mean std amplitude final crossings period frequency burst_period spikes_per_burst resonance lyapunov
highlight default link odeExpect odeDirective
highlight default link odeExpectLabel odeLabel
highlight default link odeExpectWord odeFunction
syntax match odeRun '\v%(^[ \t]*#*[ \t]*)@<=%(run)\ze[ \t]*:' nextgroup=odeRunValue skipwhite
syntax match odeRunValue ':.*$' contained contains=@odeCode,odeComment,odeRunWord
syntax keyword odeRunWord contained euler heun rk4 exponential_euler rush_larsen exact milstein duration dt method seed
highlight default link odeRun odeDirective
highlight default link odeRunLabel odeLabel
highlight default link odeRunWord odeWord
syntax match odeInit '\v%(^[ \t]*#*[ \t]*)@<=%(init)\ze[ \t]*:' nextgroup=odeInitValue skipwhite
syntax match odeInitValue ':.*$' contained contains=@odeCode,odeComment,odeInitWord
syntax keyword odeInitWord contained steady
highlight default link odeInit odeDirective
highlight default link odeInitLabel odeLabel
highlight default link odeInitWord odeWord
syntax match odeSpike '\v%(^[ \t]*#*[ \t]*)@<=%(spike)\ze[ \t]*:' nextgroup=odeSpikeValue skipwhite
syntax match odeSpikeValue ':.*$' contained contains=@odeCode,odeComment,odeSpikeWord
syntax keyword odeSpikeWord contained crosses upward downward
highlight default link odeSpike odeDirective
highlight default link odeSpikeLabel odeLabel
highlight default link odeSpikeWord odeWord

highlight default link odeComment Comment
highlight default link odeHash Comment
highlight default link odeDirective PreProc
highlight default link odeLabel Label
highlight default link odeText String
highlight default link odeString String
highlight default link odeNumber Number
highlight default link odeUnit Type
highlight default link odeConstant Constant
highlight default link odeFunction Function
highlight default link odeCall Function
highlight default link odeWord Keyword
highlight default link odeState Identifier
highlight default link odeDefinition Identifier
highlight default link odeOperator Operator
highlight default link odeTextKey odeDirective
highlight default link odePlainKey odeDirective
highlight default link odeNamedKey odeDirective
highlight default link odeNamedLabel odeLabel

let b:current_syntax = 'ode'
