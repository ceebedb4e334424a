broadcastLatest([
["2026-03-03-thanks","2026-03-03-thanks.html","致谢","../audio_out/2026-03-03-thanks/2026-03-03-thanks-podcast.mp3",25,"2026年3月3日","../audio_out/2026-03-03-thanks/thumb.jpg"],
["2026-03-02-morning","2026-03-02-morning.html","早班通知","../audio_out/2026-03-02-morning/2026-03-02-morning-podcast.mp3",39,"2026年3月2日","../audio_out/2026-03-02-morning/thumb.jpg"]
]);
