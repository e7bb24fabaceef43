#!/bin/sh
# Makes the ten images that the detector's experiments are run on, with their truths, where they are not there yet.
# usage: experiments/detector/images.sh DETECTOR FOLDER
set -eu
detector=$1
folder=$2
mkdir -p "$folder"
for seed in 1 2 3 4 5 6 7 8 9 10; do
	[ -e "$folder/seed-$seed.fits" ] || "$detector" simulate --size 1024x1024 --seed $seed "$folder/seed-$seed.fits"
done
