// node parse.mjs FEED.xml: what feedsmith and podcast-partytime understand of a feed, as one JSON object.
import { readFileSync } from "node:fs";
import { parseFeed as bySmith } from "feedsmith";
import partytime from "podcast-partytime";

const xml = readFileSync(process.argv[2], "utf8");
const feedsmith = bySmith(xml);
const partytimeFeed = partytime.parseFeed(xml, { allowMissingGuid: false });
process.stdout.write(JSON.stringify({ feedsmith, partytime: partytimeFeed }));
