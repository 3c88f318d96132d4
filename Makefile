# The names that the forerunner's users know, for what Maven and docker/build do.
.PHONY: release test clean build.sidecar dockerize.sidecar

release:
	mvn -B -ntp -Prelease -DskipTests package

test:
	mvn -B -ntp verify

clean:
	mvn -B -ntp clean

build.sidecar:
	mvn -B -ntp -DskipTests package

dockerize.sidecar: release
	docker/build
	docker/build alpine
