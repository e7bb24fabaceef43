-- The registry of a butler repository, as `butler create` and `pipetask run` of lsst-daf-butler 30.2026.4300 made it: of its tables
-- those that are read, of its files those that lie beside this one.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE collection (
	collection_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	type SMALLINT NOT NULL, 
	doc TEXT, 
	PRIMARY KEY (collection_id), 
	CONSTRAINT collection_unq_name UNIQUE (name)
);
INSERT INTO collection VALUES(1,'MiniCam/raw',1,NULL);
INSERT INTO collection VALUES(2,'u/ap/w_2022_21',1,NULL);
INSERT INTO collection VALUES(3,'u/ap/w_2022_22',3,NULL);
INSERT INTO collection VALUES(4,'u/ap/w_2022_22/20261129T033312Z',1,NULL);
INSERT INTO collection VALUES(5,'u/ap/broken',1,NULL);
CREATE TABLE dataset_type (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	storage_class TEXT NOT NULL, 
	dimensions_key BIGINT NOT NULL, 
	tag_association_table TEXT NOT NULL, 
	calibration_association_table TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT dataset_type_unq_name UNIQUE (name)
);
INSERT INTO dataset_type VALUES(1,'image','NumpyArray',1,'dataset_tags_00000001',NULL);
INSERT INTO dataset_type VALUES(2,'characterizeImage_config','Config',0,'dataset_tags_00000000',NULL);
INSERT INTO dataset_type VALUES(3,'isr_config','Config',0,'dataset_tags_00000000',NULL);
INSERT INTO dataset_type VALUES(4,'isr_log','ButlerLogRecords',1,'dataset_tags_00000001',NULL);
INSERT INTO dataset_type VALUES(5,'isr_metadata','TaskMetadata',1,'dataset_tags_00000001',NULL);
INSERT INTO dataset_type VALUES(6,'postISRCCD','NumpyArray',1,'dataset_tags_00000001',NULL);
INSERT INTO dataset_type VALUES(7,'characterizeImage_log','ButlerLogRecords',2,'dataset_tags_00000002',NULL);
INSERT INTO dataset_type VALUES(8,'characterizeImage_metadata','TaskMetadata',2,'dataset_tags_00000002',NULL);
INSERT INTO dataset_type VALUES(9,'summary','StructuredDataDict',2,'dataset_tags_00000002',NULL);
INSERT INTO dataset_type VALUES(10,'packages','Packages',0,'dataset_tags_00000000',NULL);
CREATE TABLE collection_chain (
	parent BIGINT NOT NULL, 
	position SMALLINT NOT NULL, 
	child BIGINT NOT NULL, 
	PRIMARY KEY (parent, position)
);
INSERT INTO collection_chain VALUES(3,0,4);
INSERT INTO collection_chain VALUES(3,1,1);
CREATE TABLE file_datastore_records (
	dataset_id CHAR(32) NOT NULL, 
	path TEXT NOT NULL, 
	formatter TEXT NOT NULL, 
	storage_class TEXT NOT NULL, 
	component VARCHAR(32) NOT NULL, 
	checksum TEXT, 
	file_size BIGINT, 
	PRIMARY KEY (dataset_id, component), 
	CONSTRAINT file_datastore_records_len_component CHECK (length("component")<=32 AND length("component")>=1)
);
INSERT INTO file_datastore_records VALUES('01a2255d1727760293ddb785568709a1','u/ap/w_2022_21/packages/packages_u_ap_w_2022_21.yaml','lsst.daf.butler.formatters.packages.PackagesFormatter','Packages','__NULL_STRING__',NULL,733);
INSERT INTO file_datastore_records VALUES('01a2255d1721700fb349d45aa051e619','u/ap/w_2022_21/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2615);
INSERT INTO file_datastore_records VALUES('01a2255d17227ccd87defcdb4a2430c1','u/ap/w_2022_21/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2614);
INSERT INTO file_datastore_records VALUES('01a2255d172277b8970adca08de86215','u/ap/w_2022_21/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2636);
INSERT INTO file_datastore_records VALUES('01a2255d17227caba8d540399d57f3b7','u/ap/w_2022_21/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2633);
INSERT INTO file_datastore_records VALUES('01a2255d17227d39a487edcaebe1e625','u/ap/w_2022_21/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2646);
INSERT INTO file_datastore_records VALUES('01a2255d17227751a684ee18e59508d2','u/ap/w_2022_21/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2627);
INSERT INTO file_datastore_records VALUES('01a2255d17237b14a8645597a9ba0636','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982985/characterizeImage_metadata_MiniCam_r_r_982985_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4956);
INSERT INTO file_datastore_records VALUES('01a2255d17237e519a2b00826ec20f7e','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982986/characterizeImage_metadata_MiniCam_r_r_982986_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4855);
INSERT INTO file_datastore_records VALUES('01a2255d17237e5f955e3d4768dbbd52','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982987/characterizeImage_metadata_MiniCam_r_r_982987_S0_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4889);
INSERT INTO file_datastore_records VALUES('01a2255d1723766985ad1052c9560218','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982985/characterizeImage_metadata_MiniCam_r_r_982985_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,5029);
INSERT INTO file_datastore_records VALUES('01a2255d172376ffa90cea07ac3692b2','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982986/characterizeImage_metadata_MiniCam_r_r_982986_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,5009);
INSERT INTO file_datastore_records VALUES('01a2255d172378cc8eaf0624f5518768','u/ap/w_2022_21/characterizeImage_metadata/20220518/r/r/982987/characterizeImage_metadata_MiniCam_r_r_982987_S1_u_ap_w_2022_21.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4877);
INSERT INTO file_datastore_records VALUES('01a2255d29917a09b4241dcf53879455','u/ap/w_2022_22/20261129T033312Z/packages/packages_u_ap_w_2022_22_20261129T033312Z.yaml','lsst.daf.butler.formatters.packages.PackagesFormatter','Packages','__NULL_STRING__',NULL,733);
INSERT INTO file_datastore_records VALUES('01a2255d298c7a76af535e55650f64ad','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2624);
INSERT INTO file_datastore_records VALUES('01a2255d298c7d75adcaf6ca19588657','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2650);
INSERT INTO file_datastore_records VALUES('01a2255d298c71a1bae411ae9948f5c0','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2619);
INSERT INTO file_datastore_records VALUES('01a2255d298c79eca4c71fce799d6cfb','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2606);
INSERT INTO file_datastore_records VALUES('01a2255d298c797e8645f87c67977145','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2618);
INSERT INTO file_datastore_records VALUES('01a2255d298c742d8d5bb46fed022e1b','u/ap/w_2022_22/20261129T033312Z/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2668);
INSERT INTO file_datastore_records VALUES('01a2255d298d70a38c3c033cea998b09','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982985/characterizeImage_metadata_MiniCam_r_r_982985_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4471);
INSERT INTO file_datastore_records VALUES('01a2255d298d75a1bd3b4e7cabb18512','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982986/characterizeImage_metadata_MiniCam_r_r_982986_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4446);
INSERT INTO file_datastore_records VALUES('01a2255d298d7b34bcdd63d2915ad778','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982987/characterizeImage_metadata_MiniCam_r_r_982987_S0_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4457);
INSERT INTO file_datastore_records VALUES('01a2255d298d70cb9d4d9ab9e5598ee0','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982985/characterizeImage_metadata_MiniCam_r_r_982985_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4482);
INSERT INTO file_datastore_records VALUES('01a2255d298d7df18a8ff8aad5742587','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982986/characterizeImage_metadata_MiniCam_r_r_982986_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4508);
INSERT INTO file_datastore_records VALUES('01a2255d298d742382bad8bb3f80a446','u/ap/w_2022_22/20261129T033312Z/characterizeImage_metadata/20220518/r/r/982987/characterizeImage_metadata_MiniCam_r_r_982987_S1_u_ap_w_2022_22_20261129T033312Z.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4557);
INSERT INTO file_datastore_records VALUES('01a2255d3c5e74e8b80ed66db25a720f','u/ap/broken/packages/packages_u_ap_broken.yaml','lsst.daf.butler.formatters.packages.PackagesFormatter','Packages','__NULL_STRING__',NULL,733);
INSERT INTO file_datastore_records VALUES('01a2255d3c5773fab3449064d550206e','u/ap/broken/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S0_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2595);
INSERT INTO file_datastore_records VALUES('01a2255d3c5672deb9c8156bf1077f14','u/ap/broken/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S0_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2614);
INSERT INTO file_datastore_records VALUES('01a2255d3c56748b87dc8be292d76b30','u/ap/broken/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S0_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2613);
INSERT INTO file_datastore_records VALUES('01a2255d3c577dffb7f84474f5ae6e70','u/ap/broken/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S1_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2635);
INSERT INTO file_datastore_records VALUES('01a2255d3c557434a22d5b9575cbd3f8','u/ap/broken/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S1_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2602);
INSERT INTO file_datastore_records VALUES('01a2255d3c567bed830500cefa4cb3d7','u/ap/broken/isr_metadata/20220518/982987/isr_metadata_MiniCam_r_982987_S1_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,2636);
INSERT INTO file_datastore_records VALUES('01a2255d3c587b8aaabf18e8a3686e49','u/ap/broken/characterizeImage_log/20220518/r/r/982985/characterizeImage_log_MiniCam_r_r_982985_S0_u_ap_broken.json','lsst.daf.butler.formatters.logs.ButlerLogRecordsFormatter','ButlerLogRecords','__NULL_STRING__',NULL,5310);
INSERT INTO file_datastore_records VALUES('01a2255d3c58727fb3ad3552dd2e7bb6','u/ap/broken/characterizeImage_log/20220518/r/r/982986/characterizeImage_log_MiniCam_r_r_982986_S0_u_ap_broken.json','lsst.daf.butler.formatters.logs.ButlerLogRecordsFormatter','ButlerLogRecords','__NULL_STRING__',NULL,5300);
INSERT INTO file_datastore_records VALUES('01a2255d3c577cd78c4816591562567c','u/ap/broken/characterizeImage_log/20220518/r/r/982987/characterizeImage_log_MiniCam_r_r_982987_S0_u_ap_broken.json','lsst.daf.butler.formatters.logs.ButlerLogRecordsFormatter','ButlerLogRecords','__NULL_STRING__',NULL,5364);
INSERT INTO file_datastore_records VALUES('01a2255d3c5878b39d1d8807eb5aca56','u/ap/broken/characterizeImage_metadata/20220518/r/r/982985/characterizeImage_metadata_MiniCam_r_r_982985_S1_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4481);
INSERT INTO file_datastore_records VALUES('01a2255d3c587ae8aed8c40b375a1a5f','u/ap/broken/characterizeImage_log/20220518/r/r/982986/characterizeImage_log_MiniCam_r_r_982986_S1_u_ap_broken.json','lsst.daf.butler.formatters.logs.ButlerLogRecordsFormatter','ButlerLogRecords','__NULL_STRING__',NULL,5387);
INSERT INTO file_datastore_records VALUES('01a2255d3c5879a4ae83f4fa66a01f12','u/ap/broken/characterizeImage_metadata/20220518/r/r/982987/characterizeImage_metadata_MiniCam_r_r_982987_S1_u_ap_broken.json','lsst.daf.butler.formatters.json.JsonFormatter','TaskMetadata','__NULL_STRING__',NULL,4490);
CREATE TABLE dataset_tags_00000001 (
	dataset_type_id BIGINT NOT NULL, 
	dataset_id CHAR(32) NOT NULL, 
	collection_id BIGINT NOT NULL, 
	instrument VARCHAR(32) NOT NULL, 
	detector BIGINT NOT NULL, 
	exposure BIGINT NOT NULL, 
	PRIMARY KEY (dataset_id, collection_id), 
	CONSTRAINT dataset_tags_00000001_len_instrument CHECK (length("instrument")<=32 AND length("instrument")>=1), 
	CONSTRAINT dataset_tags_00000001_unq_dataset_type_id_collection_id_instrument_detector_exposure UNIQUE (dataset_type_id, collection_id, instrument, detector, exposure)
);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d1721700fb349d45aa051e619',2,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d17227ccd87defcdb4a2430c1',2,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d172277b8970adca08de86215',2,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d17227caba8d540399d57f3b7',2,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d17227d39a487edcaebe1e625',2,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d17227751a684ee18e59508d2',2,'MiniCam',1,982987);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c7a76af535e55650f64ad',4,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c7d75adcaf6ca19588657',4,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c71a1bae411ae9948f5c0',4,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c79eca4c71fce799d6cfb',4,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c797e8645f87c67977145',4,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d298c742d8d5bb46fed022e1b',4,'MiniCam',1,982987);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c5773fab3449064d550206e',5,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c5672deb9c8156bf1077f14',5,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c56748b87dc8be292d76b30',5,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c577dffb7f84474f5ae6e70',5,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c557434a22d5b9575cbd3f8',5,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000001 VALUES(5,'01a2255d3c567bed830500cefa4cb3d7',5,'MiniCam',1,982987);
CREATE TABLE dataset_tags_00000000 (
	dataset_type_id BIGINT NOT NULL, 
	dataset_id CHAR(32) NOT NULL, 
	collection_id BIGINT NOT NULL, 
	PRIMARY KEY (dataset_id, collection_id), 
	CONSTRAINT dataset_tags_00000000_unq_dataset_type_id_collection_id UNIQUE (dataset_type_id, collection_id)
);
INSERT INTO dataset_tags_00000000 VALUES(10,'01a2255d1727760293ddb785568709a1',2);
INSERT INTO dataset_tags_00000000 VALUES(10,'01a2255d29917a09b4241dcf53879455',4);
INSERT INTO dataset_tags_00000000 VALUES(10,'01a2255d3c5e74e8b80ed66db25a720f',5);
CREATE TABLE dataset_tags_00000002 (
	dataset_type_id BIGINT NOT NULL, 
	dataset_id CHAR(32) NOT NULL, 
	collection_id BIGINT NOT NULL, 
	instrument VARCHAR(32) NOT NULL, 
	detector BIGINT NOT NULL, 
	visit BIGINT NOT NULL, 
	PRIMARY KEY (dataset_id, collection_id), 
	CONSTRAINT dataset_tags_00000002_len_instrument CHECK (length("instrument")<=32 AND length("instrument")>=1), 
	CONSTRAINT dataset_tags_00000002_unq_dataset_type_id_collection_id_instrument_detector_visit UNIQUE (dataset_type_id, collection_id, instrument, detector, visit)
);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d17237b14a8645597a9ba0636',2,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d17237e519a2b00826ec20f7e',2,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d17237e5f955e3d4768dbbd52',2,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d1723766985ad1052c9560218',2,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d172376ffa90cea07ac3692b2',2,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d172378cc8eaf0624f5518768',2,'MiniCam',1,982987);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d70a38c3c033cea998b09',4,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d75a1bd3b4e7cabb18512',4,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d7b34bcdd63d2915ad778',4,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d70cb9d4d9ab9e5598ee0',4,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d7df18a8ff8aad5742587',4,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d298d742382bad8bb3f80a446',4,'MiniCam',1,982987);
INSERT INTO dataset_tags_00000002 VALUES(7,'01a2255d3c587b8aaabf18e8a3686e49',5,'MiniCam',0,982985);
INSERT INTO dataset_tags_00000002 VALUES(7,'01a2255d3c58727fb3ad3552dd2e7bb6',5,'MiniCam',0,982986);
INSERT INTO dataset_tags_00000002 VALUES(7,'01a2255d3c577cd78c4816591562567c',5,'MiniCam',0,982987);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d3c5878b39d1d8807eb5aca56',5,'MiniCam',1,982985);
INSERT INTO dataset_tags_00000002 VALUES(7,'01a2255d3c587ae8aed8c40b375a1a5f',5,'MiniCam',1,982986);
INSERT INTO dataset_tags_00000002 VALUES(8,'01a2255d3c5879a4ae83f4fa66a01f12',5,'MiniCam',1,982987);
COMMIT;
