#!/bin/sh
# Makes the fonts of this folder from those of Debian's package fonts-noto-core, with fonttools from PyPI:
# make.sh /usr/share/fonts/truetype/noto
set -eu
cd "$(dirname "$0")"
latin=U+0020-007E,U+00A0-024F,U+0259,U+02B9-02C7,U+0300-036F,U+0400-045F,U+0490-0491,U+1E00-1EFF,U+2010-2027,U+2030-205E
latin=$latin,U+20AC,U+2190-2193,U+2212,U+FB01-FB02
arabic=U+0020-007E,U+00A0,U+00AB,U+00BB,U+00B7,U+0600-06FF,U+0750-077F,U+200C-200F,U+2010-2027,U+FE70-FEFC,U+FD3E-FD3F
for style in Regular Bold Italic; do
    pyftsubset "$1/NotoSans-$style.ttf" --unicodes=$latin --no-hinting --name-IDs='*' \
        --layout-features=kern,mark,mkmk,ccmp,liga,locl --output-file="NotoSans-$style.ttf"
done
for style in Regular Bold; do
    pyftsubset "$1/NotoNaskhArabic-$style.ttf" --unicodes=$arabic --no-hinting --name-IDs='*' \
        --layout-features='*' --output-file="NotoNaskhArabic-$style.ttf"
done
