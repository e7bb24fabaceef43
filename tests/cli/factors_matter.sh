#!/bin/sh
# A factor that matters to some variant alone is taken; one that matters to none is refused.
set -eu
fail() { cat err; echo "$1"; exit 1; }
# spec LEVEL: the PSF of the variant beside the baseline's
spec() {
	cat <<-END
		secateur: 1
		name: two-ways
		workload:
		  adapter: command
		  steps:
		    - {name: psf, command: [psfex, "{degree}"], when: {psf: psfex}}
		    - {name: psf, command: [piff, "{order}"], when: {psf: piff}}
		    - {name: psf, command: ["true"], when: {psf: none}}
		inputs: [{id: a}]
		factors: {psf: {choice: [piff, psfex, none]}, order: {choice: [2, 1]}, degree: {choice: [2, 1]}}
		variants: [{name: other, set: {psf: $1}}]
	END
}
spec psfex >good.yaml
"$SECATEUR" check good.yaml >out 2>err || fail 'what only the variant reads is said to matter to nothing'
spec none >bad.yaml
! "$SECATEUR" check bad.yaml >out 2>err || fail 'a factor that no variant reads is taken'
grep -q "^bad.yaml:10:.*nothing depends on factor 'degree'" err || fail 'not said which'
! grep -q "factor 'order'" err || fail 'what the baseline reads is said to matter to nothing'
